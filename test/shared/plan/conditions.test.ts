import { describe, expect, test } from 'vitest';
import type { ActionResult } from '../../../shared/model/action.ts';
import type { Action } from '../../../shared/model/plan.ts';
import {
  attemptsStillWanted,
  isSettled,
  withAttempts,
  withFindings,
  withOpen,
  withResults,
  withSkipped,
} from '../../../shared/plan/conditions.ts';
import {
  condition,
  failure,
  missingFinding,
  pendingFinding,
  satisfiedFinding,
  unknownFinding,
} from '../../support/conditions.ts';

const T0 = '2026-01-01T00:00:00.000Z';
const T1 = '2026-01-01T00:01:00.000Z';
const moment = { now: T1, pollSeconds: 10, spread: 0 };
const trace = { call: 'PUT /x', at: T1 };
const action: Action = {
  key: 'k',
  ruleIds: ['BKS-101'],
  remedy: { kind: 'providerRegistration', subscriptionId: 's', namespace: 'n' },
  text: '',
  risk: 'harmless',
  permissions: [],
};
const applied: ActionResult = { status: 'applied', after: {}, trace };
const running: ActionResult = {
  status: 'running',
  operationUrl: undefined,
  retryAfterSeconds: undefined,
  trace,
};

describe('after a look', () => {
  test('what is unchanged keeps the time since which it is so, and what was not judged stays', () => {
    const before = [condition(satisfiedFinding('BKS-101'), T0), condition(missingFinding('BKS-102'), T0)];
    const after = withFindings(before, [satisfiedFinding('BKS-101')], moment);
    expect(after).toEqual([{ ...before[0], judgedAt: T1 }, before[1]]);
  });

  test('what changed has been so since now', () => {
    const [changed] = withFindings([condition(missingFinding(), T0)], [satisfiedFinding()], moment);
    expect(changed).toEqual({ ...condition(satisfiedFinding(), T1), judgedAt: T1 });
  });

  test('what waits for a retry goes on waiting, but what was done and is still missing starts again', () => {
    const retrying = {
      state: 'retrying',
      actionKey: 'k',
      failure: failure('conflict'),
      since: T0,
      retryAt: T1,
    } as const;
    const done = { state: 'done', actionKey: 'k', at: T0 } as const;
    expect(
      withFindings([condition(missingFinding(), T0, { progress: retrying })], [missingFinding()], moment),
    ).toMatchObject([{ progress: retrying }]);
    expect(
      withFindings([condition(missingFinding(), T0, { progress: done })], [missingFinding()], moment)[0]?.progress,
    ).toBeUndefined();
  });

  test('what is on its way or unreadable says when to look again', () => {
    const [pending] = withFindings([condition(pendingFinding(), T0)], [pendingFinding()], moment);
    expect(pending?.recheckAt).toBe('2026-01-01T00:01:30.000Z');
    const [unknown] = withFindings([], [unknownFinding(failure('throttled', 90))], moment);
    expect(unknown?.recheckAt).toBe('2026-01-01T00:02:30.000Z');
    const finding = unknownFinding(failure('transient'));
    const unread = [failure('transient'), failure('throttled', 90)].map((each) => ({
      need: 'cluster' as const,
      failure: each,
    }));
    const [two] = withFindings([], [{ ...finding, unread } as typeof finding], moment);
    expect(two?.recheckAt).toBe('2026-01-01T00:02:30.000Z');
  });
});

describe('after actions', () => {
  const missing = [condition(missingFinding(), T0)];

  test.each([
    ['applied', applied, { state: 'done', at: T1 }],
    ['found done', { status: 'alreadyDone', after: {} }, { state: 'done', at: T1 }],
    ['taken on', running, { state: 'running', since: T1 }],
    ['not answered', { status: 'unanswered', failure: failure('transient'), trace }, { state: 'running', since: T1 }],
    [
      'failed',
      { status: 'failed', failure: failure('conflict') },
      { state: 'retrying', since: T1, retryAt: '2026-01-01T00:01:20.000Z' },
    ],
  ] as const)('an action that was %s shows on the condition of its rule', (_, result, progress) => {
    const attempts = withAttempts({}, [{ action, result }], moment);
    expect(withResults(missing, [{ action, result }], attempts, T1)).toMatchObject([
      { progress: { actionKey: 'k', ...progress } },
    ]);
  });

  test('failures in a row are counted from the first, and forgotten with success', () => {
    const fail = (now: string, before: ReturnType<typeof withAttempts>) =>
      withAttempts(before, [{ action, result: { status: 'failed', failure: failure('transient') } }], {
        ...moment,
        now,
      });
    const twice = fail(T1, fail(T0, {}));
    expect(twice.k).toMatchObject({
      failures: 2,
      failingSince: T0,
      retryAt: '2026-01-01T00:01:30.000Z',
    });
    expect(withAttempts(twice, [{ action, result: applied }], moment).k).toEqual({
      carriedOut: 1,
      carriedOutAt: T1,
      failures: 0,
      repeats: [T1],
    });
  });

  test('actions of one target that failed together are tried again together, those of other targets at another time', () => {
    const failed = ['k', 'l', 'm'].map((key) => ({
      action: { ...action, key },
      result: { status: 'failed', failure: failure('forbidden') } as const,
    }));
    const times = (spread: number) =>
      Object.values(withAttempts({}, failed, { ...moment, spread })).map(({ retryAt }) => retryAt);
    expect(times(0)).toEqual(Array(3).fill('2026-01-01T00:06:00.000Z'));
    expect(times(0.5)).toEqual(Array(3).fill('2026-01-01T00:06:15.000Z'));
  });

  test('what waits for its next try says why, though the finding was never seen so before', () => {
    const attempts = {
      k: { carriedOut: 0, failures: 1, failingSince: T0, lastFailure: failure('conflict'), retryAt: T1 },
    };
    expect(withSkipped(missing, [{ action, reason: 'RetryPending' }], attempts)).toMatchObject([
      { progress: { state: 'retrying', actionKey: 'k', failure: failure('conflict'), since: T0, retryAt: T1 } },
    ]);
    expect(withSkipped(missing, [{ action, reason: 'Running' }], attempts)).toEqual(missing);
  });

  test('what is under way counts as running from its beginning, and says why it cannot be assessed', () => {
    const open = { action, intendedAt: T0 };
    const [first] = withOpen(missing, [{ ...open, unseen: failure('forbidden') }]);
    expect(first?.progress).toEqual({ state: 'running', actionKey: 'k', since: T0, unseen: failure('forbidden') });
    expect(withOpen(missing, [open])).toMatchObject([{ progress: { state: 'running', since: T0 } }]);
    const later = withResults(missing, [{ action, result: running }], {}, T1);
    expect(withOpen(later, [open])[0]?.progress).toEqual({ state: 'running', actionKey: 'k', since: T1 });
    expect(withOpen(missing, [])).toEqual(missing);
  });

  test('tries at what is no longer wanted are forgotten', () => {
    const attempts = { k: { carriedOut: 2, failures: 0 } };
    expect(attemptsStillWanted(attempts, [condition(satisfiedFinding(), T0)], T0)).toEqual({});
    const skipped = withSkipped(missing, [{ action, reason: 'ChangeNotAllowed' }], {});
    expect(attemptsStillWanted(attempts, skipped, T0)).toEqual(attempts);
  });
});

test.each([
  ['satisfied', condition(satisfiedFinding(), T0), true],
  ['done', condition(missingFinding(), T0, { progress: { state: 'done', actionKey: 'k', at: T0 } }), true],
  ['missing', condition(missingFinding(), T0), false],
  ['pending', condition(pendingFinding(), T0), false],
])('%s counts as settled: %s', (_, one, expected) => {
  expect(isSettled(one)).toBe(expected);
});
