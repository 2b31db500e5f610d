import { expect, test } from 'vitest';
import { parseSchedule } from '../../../../local/host/timer/schedule.ts';
import { isPastDue, statusAfterRun, statusAtStart } from '../../../../local/host/timer/status.ts';

const hourly = parseSchedule('0 0 * * * *');
const at = (time: string) => new Date(`2026-01-01T${time}Z`);
const iso = (time: string) => at(time).toISOString();

test('a timer that never ran is due at its next time, and not at once', () => {
  const status = statusAtStart(undefined, hourly, at('10:30:00'));
  expect(status).toEqual({ next: iso('11:00:00'), lastUpdated: iso('10:30:00') });
  expect(isPastDue(status, at('10:30:00'))).toBe(false);
});

test('what is stored goes on, and is past due when its time was missed', () => {
  const stored = { last: iso('10:00:00'), next: iso('11:00:00'), lastUpdated: iso('10:00:00') };
  expect(statusAtStart(stored, hourly, at('12:30:00'))).toEqual(stored);
  expect(isPastDue(stored, at('10:59:59'))).toBe(false);
  expect(isPastDue(stored, at('12:30:00'))).toBe(true);
});

test('a first time that was missed before it ever ran is past due too', () => {
  const stored = { next: iso('11:00:00'), lastUpdated: iso('10:30:00') };
  expect(isPastDue(statusAtStart(stored, hourly, at('12:30:00')), at('12:30:00'))).toBe(true);
});

test('a schedule that changed counts from zero, and nothing is past due', () => {
  const stored = { last: iso('10:00:00'), next: iso('10:05:00'), lastUpdated: iso('10:00:00') };
  expect(statusAtStart(stored, hourly, at('12:30:00'))).toEqual({
    next: iso('13:00:00'),
    lastUpdated: iso('12:30:00'),
  });
});

const due = { last: iso('10:00:00'), next: iso('11:00:00'), lastUpdated: iso('10:00:00') };

test.each([
  ['on time', '11:00:00.020', true, '11:00:00.020', '12:00:00'],
  ['a moment early', '10:59:59.990', true, '11:00:00', '12:00:00'],
  ['past due', '12:30:00', false, '12:30:00', '13:00:00'],
  ['at the start, before its time', '10:30:00', false, '10:30:00', '11:00:00'],
])('a run %s counts from its start', (_, startedAt, isRegular, last, next) => {
  expect(statusAfterRun(due, hourly, at(startedAt), isRegular)).toEqual({
    last: iso(last),
    next: iso(next),
    lastUpdated: iso(last),
  });
});
