import { expect, test } from 'vitest';
import type { TargetState } from '../../../shared/model/state.ts';
import { summaryOf } from '../../../shared/plan/summary.ts';
import {
  blockedFinding,
  condition,
  manualFinding,
  missingFinding,
  satisfiedFinding,
} from '../../support/conditions.ts';
import { ACTION, TARGET } from '../../support/record.ts';

const T = '2026-01-01T00:00:00.000Z';
const state: TargetState = {
  schemaVersion: 1,
  target: TARGET,
  verdict: 'NeedsPerson',
  verdictReason: 'Why',
  verdictSince: T,
  conditions: [],
  attempts: {},
  dirty: false,
  seenEvents: [],
};

test('nothing seen yet', () => {
  expect(summaryOf(state)).toEqual({
    target: TARGET,
    verdict: 'NeedsPerson',
    reason: 'Why',
    since: T,
    counts: {},
    forPeople: 0,
    approvalsWanted: 0,
    onHold: false,
    protection: 'notKnown',
  });
});

test('what is counted, and what waits for people', () => {
  const asked = { id: 'a', action: ACTION, askedAt: T, expiresAt: T };
  const answer = { given: 'declined', at: T, by: { kind: 'functionKey' } } as const;
  const summary = summaryOf({
    ...state,
    fullLookAt: T,
    onHoldSince: T,
    conditions: [
      condition(satisfiedFinding('BKS-101'), T),
      condition(satisfiedFinding('BKS-102'), T),
      condition(missingFinding('BKS-103'), T),
      condition(manualFinding('BKS-104'), T),
    ],
    approvals: [asked, { ...asked, id: 'b', answer }],
  });
  expect(summary).toMatchObject({
    lookedAt: T,
    counts: { satisfied: 2, missing: 1, manual: 1 },
    forPeople: 2,
    approvalsWanted: 1,
    onHold: true,
  });
});

test('the rule that decides, the open rules, and the owners of what is accepted', () => {
  const until = (day: string) => `2026-02-${day}T23:59:59.999Z`;
  const accepted = (owner: string, day: string) => ({
    accepted: {
      id: owner,
      reason: 'so',
      owner,
      until: until(day),
      acceptedAt: T,
      by: { kind: 'profile' as const, entry: 'a' },
    },
  });
  const summary = summaryOf({
    ...state,
    verdictReason: 'Decides',
    conditions: [
      condition(satisfiedFinding('BKS-101'), T),
      condition(blockedFinding('BKS-104', 'BKS-102'), T),
      condition({ ...manualFinding('BKS-104'), reason: 'Decides' }, T),
      { ...condition(manualFinding('BKS-105'), T), ...accepted('network', '09') },
      { ...condition(manualFinding('BKS-106'), T), ...accepted('identity', '08') },
      { ...condition(manualFinding('BKS-107'), T), ...accepted('network', '10') },
    ],
  });
  expect(summary).toMatchObject({
    ruleId: 'BKS-104',
    openRules: ['BKS-104', 'BKS-105', 'BKS-106', 'BKS-107'],
    accepted: { count: 3, until: until('08'), owners: ['identity', 'network'] },
  });
});

test('a reason of any length makes a short line', () => {
  expect(summaryOf({ ...state, verdictReason: 'x'.repeat(100_000) }).reason).toHaveLength(200);
});
