import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FailureClass } from '../../../shared/model/failure.ts';
import { FRESH_SECONDS } from '../../../shared/plan/conditions.ts';
import { secondsToPoll, secondsToRecheck, secondsToRetry } from '../../../shared/plan/patience.ts';
import { failure } from '../../support/conditions.ts';

const CLASSES: readonly FailureClass[] = [
  'transient',
  'notYet',
  'throttled',
  'conflict',
  'forbidden',
  'gone',
  'permanent',
];

test.each([
  ['transient', 0, 10],
  ['transient', 3600, 1800],
  ['transient', 86_400, 3600],
  ['notYet', 200, 100],
  ['conflict', 0, 20],
  ['conflict', 7200, 3600],
  ['forbidden', 0, 300],
  ['forbidden', 86_400, 3600],
] as const)('%s, failing for %d s: again in %d s', (failureClass, failingFor, expected) => {
  expect(secondsToRetry(failure(failureClass), failingFor, 10)).toBe(expected);
});

test('the time that ARM asks for is never cut short', () => {
  expect(secondsToRetry(failure('throttled', 120), 0, 10)).toBe(120);
});

test('waits never shrink with age and never grow without bound', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...CLASSES),
      fc.nat(1e6),
      fc.nat(1e6),
      fc.integer({ min: 1, max: 300 }),
      (one, age, more, poll) => {
        const now = secondsToRetry(failure(one), age, poll);
        const then = secondsToRetry(failure(one), age + more, poll);
        return now >= poll && now <= then && then <= Math.max(3600, 30 * poll);
      },
    ),
  );
});

test.each(CLASSES)('what fails with %s for two hours is tried 17 times at most', (one) => {
  let tries = 0;
  for (let age = 0; age < 2 * 3600; age += secondsToRetry(failure(one), age, 10)) tries++;
  expect(tries).toBeLessThanOrEqual(17);
});

test('what is on its way is read after a part of the time it has been so', () => {
  expect([0, 30, 400, 40_000].map((age) => secondsToRecheck(age, 10))).toEqual([10, 15, 200, 3600]);
});

test('an operation that hangs is polled every five minutes at last', () => {
  expect([0, 400, 40_000].map((age) => secondsToPoll(age, 10))).toEqual([10, 200, 300]);
});

test('after 20 tries the next is so far away that it is a full assessment', () => {
  let age = 0;
  for (let tries = 1; tries <= 20; tries++) age += secondsToRecheck(age, 10);
  expect(secondsToRecheck(age, 10)).toBeGreaterThan(FRESH_SECONDS);
});
