import { expect, test } from 'vitest';
import { fleetHistoryIn, withFleetDay } from '../../../shared/jobs/fleet-history.ts';

const day = (text: string, ready = 1) => ({ day: text, targets: 3, ready, protected: 0 });

test('a day has its latest count', () => {
  const note = withFleetDay(withFleetDay(undefined, day('2026-01-01')), day('2026-01-02', 1));
  expect(fleetHistoryIn(withFleetDay(note, day('2026-01-02', 2)))).toEqual([day('2026-01-01'), day('2026-01-02', 2)]);
});

test('60 days are kept', () => {
  let note: object = {};
  for (let at = 0; at < 70; at++) {
    note = withFleetDay(note, day(new Date(Date.UTC(2026, 0, 1 + at)).toISOString().slice(0, 10)));
  }
  const kept = fleetHistoryIn(note);
  expect([kept.length, kept[0]?.day, kept.at(-1)?.day]).toEqual([60, '2026-01-11', '2026-03-11']);
});

test.each([undefined, null, {}, { days: 'x' }, { days: [{ day: 'x' }] }])('%j counts as none', (value) => {
  expect(fleetHistoryIn(value)).toEqual([]);
});
