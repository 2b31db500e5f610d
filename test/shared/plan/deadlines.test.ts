import { expect, test } from 'vitest';
import { secondsLater } from '../../../shared/lib/iso-time.ts';
import type { FailureClass } from '../../../shared/model/failure.ts';
import { withDeadlines } from '../../../shared/plan/deadlines.ts';
import { needsPerson, verdictOf } from '../../../shared/plan/verdict.ts';
import {
  blockedFinding,
  condition,
  failure,
  manualFinding,
  missingFinding,
  pendingFinding,
  satisfiedFinding,
} from '../../support/conditions.ts';

const T0 = '2026-01-01T00:00:00.000Z';
const HOUR = 3600;
const retrying = (failureClass: FailureClass) =>
  condition(missingFinding(), T0, {
    progress: { state: 'retrying', actionKey: 'k', failure: failure(failureClass), since: T0, retryAt: T0 },
  });

const retryRuns = (failureClass: FailureClass, startedAt: string) =>
  condition(missingFinding(), T0, {
    progress: {
      state: 'running',
      actionKey: 'k',
      since: startedAt,
      failing: { since: T0, failure: failure(failureClass) },
    },
  });

test('a retry that runs does not make the verdict flap', () => {
  const later = secondsLater(T0, 3 * HOUR);
  for (const one of [retrying('transient'), retryRuns('transient', later)]) {
    expect(verdictOf(withDeadlines([one], later)).verdict).toBe('NeedsPerson');
  }
  for (const one of [retrying('permanent'), retryRuns('permanent', later)]) {
    expect(verdictOf(withDeadlines([one], later)).verdict).toBe('Failed');
  }
});

test.each([
  ['an identity that is not known', retrying('notYet'), HOUR],
  ['the retry of a write that the service does not answer', retryRuns('transient', secondsLater(T0, HOUR)), 2 * HOUR],
  ['a conflict', retrying('conflict'), 2 * HOUR],
  ['a fault of the service', retrying('transient'), 2 * HOUR],
  ['throttling', retrying('throttled'), 2 * HOUR],
  ['something on its way', condition(pendingFinding(), T0), 2 * HOUR],
  [
    'an operation',
    condition(missingFinding(), T0, { progress: { state: 'running', actionKey: 'k', since: T0 } }),
    2 * HOUR,
  ],
  [
    'waiting for another write to the cluster',
    condition(missingFinding(), T0, { progress: { state: 'skipped', actionKey: 'k', reason: 'WriteLockHeld' } }),
    2 * HOUR,
  ],
])('%s: a person is notified when it takes too long, and not before', (_, one, seconds) => {
  const inTime = withDeadlines([one], secondsLater(T0, seconds));
  expect(inTime.some(needsPerson)).toBe(false);
  expect(verdictOf(inTime).verdict).toBe('Remediating');
  const late = withDeadlines([one], secondsLater(T0, seconds + 1));
  expect(late.every(needsPerson)).toBe(true);
  expect(verdictOf(late).verdict).toBe('NeedsPerson');
});

test.each([
  ['satisfied', condition(satisfiedFinding(), T0)],
  ['a person was notified already', condition(manualFinding(), T0)],
  ['it waits for another', condition(blockedFinding('BKS-102'), T0)],
  ['it is done', condition(missingFinding(), T0, { progress: { state: 'done', actionKey: 'k', at: T0 } })],
])('what has no deadline: %s', (_, one) => {
  expect(withDeadlines([one], secondsLater(T0, 1000 * HOUR))[0]).not.toHaveProperty('overdue');
});

test('what moves again is no longer overdue', () => {
  const late = withDeadlines([retrying('conflict')], secondsLater(T0, 3 * HOUR));
  const moved = late.map((one) => ({ ...one, progress: { state: 'done', actionKey: 'k', at: T0 } as const }));
  expect(withDeadlines(moved, secondsLater(T0, 3 * HOUR))[0]).not.toHaveProperty('overdue');
});
