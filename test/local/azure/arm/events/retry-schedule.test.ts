import { expect, test } from 'vitest';
import { isDelivered, secondsToNextAttempt } from '../../../../../local/azure/arm/events/retry-schedule.ts';

test.each([
  [200, true],
  [202, true],
  [204, true],
  [205, false],
  [301, false],
  [500, false],
  [undefined, false],
])('an answer of %s counts as delivered: %s', (status, expected) => {
  expect(isDelivered(status)).toBe(expected);
});

test.each([
  ['the first failure', 500, 1, 0, 10],
  ['the third', 500, 3, 40, 60],
  ['the tenth, from when on it is hourly', 500, 10, 9_000, 3_600],
  ['no answer at all', undefined, 2, 10, 30],
  ['a closed door', 401, 1, 0, 300],
  ['an endpoint that is not there', 404, 4, 100, 300],
  ['a service at its limit', 503, 1, 0, 30],
  ['an event that the endpoint will never take', 400, 1, 0, undefined],
  ['one that is too large for it', 413, 1, 0, undefined],
  ['the thirtieth attempt', 500, 30, 0, undefined],
  ['a day without success', 500, 8, 86_000, undefined],
])('after %s', (_, status, attempt, ageSeconds, expected) => {
  expect(secondsToNextAttempt(status, attempt, ageSeconds)).toBe(expected);
});
