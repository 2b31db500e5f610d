import { describe, expect, test } from 'vitest';
import type { ActionResult } from '../../../shared/model/action.ts';
import type { Failure, FailureClass } from '../../../shared/model/failure.ts';
import type { Action } from '../../../shared/model/plan.ts';
import type { Condition } from '../../../shared/model/state.ts';
import { inspectionFact, isBeingInspected, withInspection } from '../../../shared/plan/inspection.ts';
import { condition, failure, missingFinding, satisfiedFinding } from '../../support/conditions.ts';
import { CLUSTER_ID, SIGHT } from '../../support/facts.ts';
import { ACTION } from '../../support/record.ts';

const T0 = '2026-01-01T00:00:00.000Z';
const NOW = '2026-01-01T00:30:00.000Z';
const HOUR_LATER = '2026-01-01T01:00:00.000Z';
const DAY_LATER = '2026-01-02T00:00:00.000Z';
const on = { inspectCluster: true };
const source = { call: 'GET /result', at: T0 };

describe('what rules get to see', () => {
  test('off is off, with any earlier outcome', () => {
    const fact = inspectionFact({ inspectCluster: false }, { ...source, seen: SIGHT }, NOW);
    expect(fact).toEqual({ state: 'known', value: 'off', sources: [] });
  });

  test('an inspection is due when there was none', () => {
    expect(inspectionFact(on, undefined, NOW)).toEqual({ state: 'known', value: 'due', sources: [] });
  });

  test('what was seen is good for a day, and says when and by which call', () => {
    const last = { ...source, seen: SIGHT };
    expect(inspectionFact(on, last, NOW)).toEqual({ state: 'known', value: SIGHT, sources: [source] });
    expect(inspectionFact(on, last, DAY_LATER)).toMatchObject({ value: 'due' });
  });

  test.each<[FailureClass, string, number]>([
    ['forbidden', HOUR_LATER, 1800],
    ['conflict', HOUR_LATER, 1800],
    ['throttled', HOUR_LATER, 1800],
    ['transient', HOUR_LATER, 1800],
    ['gone', HOUR_LATER, 1800],
    ['notYet', HOUR_LATER, 1800],
    ['permanent', DAY_LATER, 23.5 * 3600],
  ])('a failure of class %s stands until %s', (failureClass, due, retryAfterSeconds) => {
    const last = { ...source, failure: failure(failureClass, 5) };
    expect(inspectionFact(on, last, NOW)).toEqual({
      state: 'unknown',
      failure: { ...failure(failureClass), retryAfterSeconds },
      sources: [source],
    });
    expect(inspectionFact(on, last, due)).toMatchObject({ state: 'known', value: 'due' });
  });
});

describe('the outcome of an inspection is kept', () => {
  const action: Action = {
    ...ACTION,
    key: 'look',
    ruleIds: ['BKS-209'],
    remedy: { kind: 'clusterInspection', clusterId: CLUSTER_ID },
  };
  const asked: Condition = condition(missingFinding('BKS-209'), T0, {
    progress: { state: 'done', actionKey: 'look', at: T0 },
  });
  const other: Condition = condition(missingFinding('BKS-101'), T0, {
    progress: { state: 'done', actionKey: 'other', at: T0 },
  });
  const before = { conditions: [asked, other] };
  const trace = { call: 'GET /result', at: T0, status: 200 };
  const denied: Failure = failure('forbidden');

  test.each<[string, ActionResult, object]>([
    ['seen', { status: 'applied', after: SIGHT, trace }, { ...source, seen: SIGHT }],
    ['failed', { status: 'failed', failure: denied, trace }, { ...source, failure: denied }],
    [
      'failed before it was sent',
      { status: 'failed', failure: denied },
      { call: 'not sent', at: NOW, failure: denied },
    ],
    [
      'nothing',
      { status: 'applied', after: {}, trace },
      { ...source, failure: { class: 'permanent', code: 'InspectionOutputMissing' } },
    ],
  ])('%s; the conditions that asked for it are due at once', (_, result, inspection) => {
    const after = withInspection(before, [{ action, result }], NOW);
    expect(after).toMatchObject({ inspection });
    expect(after.conditions).toEqual([{ ...missingFinding('BKS-209'), since: T0 }, other]);
  });

  test('but not while it runs, nor from other actions', () => {
    const running: ActionResult = { status: 'running', operationUrl: undefined, retryAfterSeconds: undefined, trace };
    expect(withInspection(before, [{ action, result: running }], NOW)).toBe(before);
    expect(withInspection(before, [{ action: ACTION, result: { status: 'applied', after: SIGHT, trace } }], NOW)).toBe(
      before,
    );
  });
});

test('only a running look counts as one', () => {
  const remedy = { kind: 'clusterInspection', clusterId: CLUSTER_ID } as const;
  const running = { state: 'running', actionKey: 'look', since: T0 } as const;
  const wanted = { ...missingFinding('BKS-209'), remedy } as Condition;
  expect(isBeingInspected({ ...wanted, since: T0, progress: running })).toBe(true);
  expect(isBeingInspected({ ...wanted, since: T0 })).toBe(false);
  expect(isBeingInspected(condition(missingFinding(), T0, { progress: running }))).toBe(false);
  expect(isBeingInspected(condition(satisfiedFinding(), T0))).toBe(false);
});
