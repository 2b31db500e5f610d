import { expect, test } from 'vitest';
import { spreadOf } from '../../../shared/plan/spread.ts';

test('is the same for one key, from 0 up to 1, and even for many', () => {
  const spreads = Array.from({ length: 1000 }, (_, index) => spreadOf(`target-${index}`));
  expect(spreadOf('target-0')).toBe(spreads[0]);
  for (const spread of spreads) {
    expect(spread).toBeGreaterThanOrEqual(0);
    expect(spread).toBeLessThan(1);
  }
  for (let tenth = 0; tenth < 10; tenth++) {
    const inIt = spreads.filter((spread) => Math.floor(spread * 10) === tenth).length;
    expect(inIt).toBeGreaterThan(60);
    expect(inIt).toBeLessThan(140);
  }
});
