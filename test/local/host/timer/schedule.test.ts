import { expect, test } from 'vitest';
import { parseSchedule } from '../../../../local/host/timer/schedule.ts';

const NOW = new Date('2026-01-01T10:30:00Z');

test.each([
  ['0 */5 * * * *', '2026-01-01T10:35:00.000Z'],
  ['30 * * * * *', '2026-01-01T10:30:30.000Z'],
  ['0 0 9-17 * * MON-FRI', '2026-01-01T11:00:00.000Z'],
  ['0 0 0 1 Feb *', '2026-02-01T00:00:00.000Z'],
  // Both days must fit: the first Friday that is a 13th.
  ['0 0 0 13 * 5', '2026-02-13T00:00:00.000Z'],
  ['0 0 0 * * 0', '2026-01-04T00:00:00.000Z'],
])('"%s" comes next at %s', (expression, next) => {
  expect(parseSchedule(expression).after(NOW).toISOString()).toBe(next);
});

test.each([
  ['*/10 * * * * *', true],
  ['0 * * * * *', false],
  ['0 0 * * * *', false],
])('"%s" is frequent: %s', (expression, isFrequent) => {
  expect(parseSchedule(expression).isFrequent).toBe(isFrequent);
});

test.each(['*/5 * * * *', 'daily', '00:05:00', '0 0 0 * * * 2026', '61 * * * * *', ''])(
  '"%s" is refused',
  (expression) => {
    expect(() => parseSchedule(expression)).toThrow(
      `The schedule "${expression}" is no NCRONTAB expression of six fields, such as "0 */5 * * * *"`,
    );
  },
);

test('a schedule that never comes is refused', () => {
  expect(() => parseSchedule('0 0 0 31 2 *')).toThrow('never comes');
});
