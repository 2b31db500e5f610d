import { expect, test } from 'vitest';
import { isInSample, isKept, sampleRateOf } from '../../../shared/telemetry/sampling.ts';
import { newContext } from '../../../shared/telemetry/trace-context.ts';

const context = (end: string) => ({ traceId: end.padStart(32, 'a'), spanId: 'b7ad6b7169203331' });

test.each<[string, string, number, boolean]>([
  ['the lowest id', '00000000', 0.001, true],
  ['the highest id', 'ffffffff', 0.999, false],
  ['the highest id', 'ffffffff', 1, true],
  ['the lowest id', '00000000', 0, false],
  ['an id just below the half', '7fffffff', 0.5, true],
  ['an id at the half', '80000000', 0.5, false],
])('%s (…%s) at the ratio %d', (_, end, ratio, kept) => {
  expect(isKept({ context: context(end), failed: false }, ratio)).toBe(kept);
});

test.each([0, 0.1, 1])('what failed is kept, at the ratio %d', (ratio) => {
  expect(isKept({ context: context('ffffffff'), failed: true }, ratio)).toBe(true);
});

test('all spans of a trace are decided on alike', () => {
  const first = newContext(undefined);
  const decisions = Array.from({ length: 50 }, () => isInSample(newContext(first).traceId, 0.5));
  expect(new Set(decisions).size).toBe(1);
});

test('of many traces about as many are kept as the ratio says', () => {
  const kept = Array.from({ length: 4000 }, () => newContext(undefined)).filter(({ traceId }) =>
    isInSample(traceId, 0.25),
  );
  expect(kept.length).toBeGreaterThan(850);
  expect(kept.length).toBeLessThan(1150);
});

test('a span that was kept stands for those that were not; one that failed for itself', () => {
  expect(sampleRateOf({ context: context('00000000'), failed: false }, 0.25)).toBe(25);
  expect(sampleRateOf({ context: context('00000000'), failed: true }, 0.25)).toBe(100);
  expect(sampleRateOf({ context: context('ffffffff'), failed: true }, 0)).toBe(100);
});
