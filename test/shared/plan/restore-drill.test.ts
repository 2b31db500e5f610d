import { describe, expect, test } from 'vitest';
import type { ActionResult } from '../../../shared/model/action.ts';
import type { Condition, LastDrill } from '../../../shared/model/state.ts';
import { actionFor } from '../../../shared/plan/action-for.ts';
import { restoreDrillFact, withRestoreDrill } from '../../../shared/plan/restore-drill.ts';
import { SAMPLES } from '../../support/samples.ts';

const NOW = '2026-03-01T00:00:00.000Z';
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const timeBefore = (milliseconds: number) => new Date(Date.parse(NOW) - milliseconds).toISOString();

const remedy = SAMPLES.restoreValidation;
const CALL = { call: 'GET /operation' };
const PASSING = 'UserErrorBackupStorageLocationNotReady';
const LASTING = 'KubernetesBackupListExtensionsError';

const confirmed = (ago: number): LastDrill => ({
  ...CALL,
  ...remedy.subject,
  at: timeBefore(ago),
  word: { confirmed: true, basis: 'basis' },
});
const refused = (ago: number, code = LASTING, since = ago): LastDrill => ({
  ...CALL,
  ...remedy.subject,
  at: timeBefore(ago),
  word: { confirmed: false, basis: 'basis', code },
  refusedSince: timeBefore(since),
});
const failed = (ago: number): LastDrill => ({
  ...CALL,
  ...remedy.subject,
  at: timeBefore(ago),
  failure: { class: 'throttled', code: 'TooManyRequests', message: 'later' },
});

function factOf(restoreDrill: LastDrill | undefined, more: { askedAt?: string; conditions?: Condition[] } = {}) {
  const kept = { conditions: [], ...more, ...(restoreDrill && { restoreDrill }) };
  return restoreDrillFact({ restoreDrill: {} }, kept, NOW);
}

describe('a drill', () => {
  test.each<[string, LastDrill | undefined, boolean]>([
    ['before the first', undefined, true],
    ['confirmed 29 days ago', confirmed(29 * DAY), false],
    ['confirmed 30 days ago', confirmed(30 * DAY), true],
    ['refused an hour ago', refused(60 * MINUTE), false],
    ['refused a day ago', refused(DAY), true],
    ['refused for now', refused(4 * MINUTE, PASSING), false],
    ['refused for now, five minutes ago', refused(5 * MINUTE, PASSING), true],
    ['refused for now, and for an hour', refused(5 * MINUTE, PASSING, 60 * MINUTE), false],
    ['that failed just now', failed(MINUTE), false],
    ['that failed ten minutes ago', failed(10 * MINUTE), true],
  ])('%s', (_, last, isDue) => {
    const fact = factOf(last);
    expect(fact.state === 'known' && fact.value === 'due').toBe(isDue);
  });

  test('is none where the profile wants none', () => {
    expect(restoreDrillFact({}, { conditions: [], restoreDrill: confirmed(DAY) }, NOW)).toMatchObject({ value: 'off' });
  });

  test('that was refused is made again after a request, and a confirmed one is not', () => {
    const askedAt = timeBefore(MINUTE);
    expect(factOf(refused(6 * MINUTE), { askedAt })).toMatchObject({ value: 'due' });
    expect(factOf(refused(4 * MINUTE), { askedAt })).toMatchObject({ value: { confirmed: false } });
    expect(factOf(confirmed(6 * MINUTE), { askedAt })).toMatchObject({ value: { confirmed: true } });
  });

  test('that was refused is made again after a prerequisite was mended', () => {
    const mended: Condition = {
      ...{ ruleId: 'BKS-411', severity: 'required', outcome: 'satisfied', reason: 'Granted', message: '' },
      ...{ evidence: {}, sources: [], since: timeBefore(6 * MINUTE) },
    };
    expect(factOf(refused(10 * MINUTE), { conditions: [mended] })).toMatchObject({ value: 'due' });
    expect(factOf(refused(5 * MINUTE), { conditions: [mended] })).toMatchObject({ value: { code: LASTING } });
  });

  test('that could not be made is unknown, with the time of the next try', () => {
    expect(factOf(failed(MINUTE))).toMatchObject({
      state: 'unknown',
      failure: { code: 'TooManyRequests', retryAfterSeconds: 540 },
    });
  });
});

describe('its outcome', () => {
  const action = actionFor(remedy, ['BKS-706']);
  const condition: Condition = {
    ...{ ruleId: 'BKS-706', severity: 'recommended', outcome: 'missing', reason: 'DrillDue', message: '', remedy },
    ...{ evidence: {}, sources: [], since: NOW, progress: { state: 'done', actionKey: action.key, at: NOW } },
  };
  const stateAfter = (result: ActionResult, last?: LastDrill) =>
    withRestoreDrill({ conditions: [condition], ...(last && { restoreDrill: last }) }, [{ action, result }], NOW);
  const trace = { ...CALL, at: NOW };
  const said = (evidence: Readonly<Record<string, string | boolean>>): ActionResult => ({
    status: 'applied',
    after: evidence,
    trace,
  });

  test('is kept with the recovery point and the target, and the finding is due', () => {
    const state = stateAfter(said({ confirmed: true }));
    expect(state.restoreDrill).toEqual({
      ...trace,
      ...remedy.subject,
      word: { confirmed: true, basis: remedy.basis },
    });
    expect(state.conditions[0]?.progress).toBeUndefined();
  });

  test('says since when it is refused', () => {
    const state = stateAfter(said({ confirmed: false, code: PASSING }), refused(20 * MINUTE, PASSING, 40 * MINUTE));
    expect(state.restoreDrill).toMatchObject({ refusedSince: timeBefore(40 * MINUTE), word: { code: PASSING } });
  });

  test('is a failure where Azure returned nothing to judge by', () => {
    expect(stateAfter(said({})).restoreDrill).toMatchObject({ failure: { code: 'ValidationInconclusive' } });
  });

  test('is not there while it runs', () => {
    const running: ActionResult = { status: 'running', operationUrl: 'u', retryAfterSeconds: 30, trace };
    expect(stateAfter(running).restoreDrill).toBeUndefined();
  });
});
