import { expect, test } from 'vitest';
import { clockFrom } from '../../../shared/lib/clock.ts';

test.each([
  ['no time', undefined, 0],
  ['a time that is over', '2026-01-01T11:59:59.000Z', 0],
  ['a time that is seconds away', '2026-01-01T12:00:05.000Z', 5],
  ['a time that is a minute away', '2026-01-01T12:01:00.000Z', 60],
  ['a time that no skew explains', '2026-01-01T12:01:00.001Z', 0],
  ['no time at all', 'soon', 0],
])('a clock from %s on', (_, time, ahead) => {
  let now = Date.parse('2026-01-01T12:00:00.000Z');
  const clock = clockFrom(time, { now: () => new Date(now) });
  expect(clock.now().getTime() - now).toBe(ahead * 1000);
  now += 7000;
  expect(clock.now().getTime() - now).toBe(ahead * 1000);
});
