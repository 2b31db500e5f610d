import { expect, test } from 'vitest';
import { freshSinceOfAll, freshSinceOfSome } from '../../../shared/plan/fresh-since.ts';
import { blockedFinding, condition, missingFinding, pendingFinding } from '../../support/conditions.ts';

const T1 = '2026-01-01T00:01:00.000Z';
const T2 = '2026-01-01T00:02:00.000Z';
const T3 = '2026-01-01T00:03:00.000Z';
const NOW = '2026-01-01T00:04:00.000Z';
const LATER = '2026-01-01T00:05:00.000Z';

test.each([
  ['the event', { askedAt: T3, wroteAt: T2, wakeAt: T1 }, T3],
  ['the last write', { askedAt: T1, wroteAt: T3, wakeAt: T2 }, T3],
  ['the time that it was scheduled for', { askedAt: T1, wroteAt: T2, wakeAt: T3 }, T3],
  ['the event, when a later assessment is scheduled', { askedAt: T1, wakeAt: LATER }, T1],
  ['now, when nothing is known of why', {}, NOW],
])('a full assessment is as fresh as %s', (_, times, expected) => {
  expect(freshSinceOfAll({ conditions: [], ...times }, NOW)).toBe(expected);
});

const pending = condition(pendingFinding('BKS-101'), T1, { recheckAt: T3 });
const blocked = condition(blockedFinding('BKS-101', 'BKS-102'), T1);
const carriedOut = condition(missingFinding('BKS-101'), T1, { progress: { state: 'done', actionKey: 'k', at: T3 } });

test.each([
  ['the write for one of its rules', { freshSince: T2, wroteAt: T3, conditions: [carriedOut] }, T3],
  [
    'the full one before, when the write was for other rules',
    { freshSince: T2, wroteAt: T3, conditions: [blocked] },
    T2,
  ],
  ['the time at which a rule was due', { freshSince: T2, conditions: [pending] }, T3],
  ['the full one before, when no time made it due', { freshSince: T2, conditions: [blocked] }, T2],
  ['now, in rows of an older version', { conditions: [blocked] }, NOW],
])('a partial assessment is as fresh as %s', (_, times, expected) => {
  const [newest] = freshSinceOfSome(times, ['BKS-101', 'BKS-102'], NOW);
  expect(newest?.freshSince).toBe(expected);
});

test('only the rule that was written for needs answers since the write', () => {
  const other = condition(blockedFinding('BKS-102', 'BKS-101'), T1);
  const times = { freshSince: T1, wroteAt: T3, conditions: [carriedOut, other] };
  expect(freshSinceOfSome(times, ['BKS-102', 'BKS-101'], NOW)).toEqual([
    { ruleIds: ['BKS-101'], freshSince: T3 },
    { ruleIds: ['BKS-102'], freshSince: T1 },
  ]);
});
