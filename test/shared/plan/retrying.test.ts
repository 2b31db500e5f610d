import { describe, expect, test } from 'vitest';
import type { Attempts } from '../../../shared/model/state.ts';
import { withAttempts, withResults, withSkipped } from '../../../shared/plan/conditions.ts';
import { condition, missingFinding } from '../../support/conditions.ts';
import { ACTION } from '../../support/record.ts';

const T0 = '2026-01-01T00:00:00.000Z';
const T1 = '2026-01-01T01:00:00.000Z';
const T2 = '2026-01-01T02:00:00.000Z';
const failure = { class: 'transient', code: 'c', message: 'm' } as const;
const failed = { action: ACTION, result: { status: 'failed', failure } } as const;
const conditions = [condition(missingFinding(), T0)];
const tried: Attempts = { carriedOut: 0, failures: 3, failingSince: T0, lastFailure: failure, retryAt: T2 };

const progressAfter = (attempts: Readonly<Record<string, Attempts>>) =>
  withResults(conditions, [failed], attempts, T1)[0]?.progress;

describe('an action that failed', () => {
  test('is failing since its first failure, and is tried again when its tries say so', () => {
    expect(progressAfter({ [ACTION.key]: tried })).toEqual({
      ...{ state: 'retrying', actionKey: ACTION.key, failure, since: T0, retryAt: T2 },
    });
  });

  test.each([
    ['it was never tried', {}],
    ['another one was', { another: tried }],
    ['nothing is known of its tries', { [ACTION.key]: { carriedOut: 1, failures: 0 } }],
  ])('is failing since now where %s', (_, attempts) => {
    expect(progressAfter(attempts)).toMatchObject({ since: T1, retryAt: T1 });
  });
});

test.each(['running', 'unanswered'] as const)('an action that is %s counts neither as done nor as failed', (status) => {
  const result = { status, failure, trace: { call: 'PUT /x', at: T1 }, operation: { pollUrl: 'https://x' } } as never;
  const before = { [ACTION.key]: tried };
  expect(withAttempts(before, [{ action: ACTION, result }], { now: T1, pollSeconds: 10, spread: 0 })).toEqual(before);
});

test('an action that was found done counts as carried out', () => {
  const result = { status: 'alreadyDone', after: {} } as const;
  const after = withAttempts({ [ACTION.key]: tried }, [{ action: ACTION, result }], {
    now: T1,
    pollSeconds: 10,
    spread: 0,
  });
  expect(after[ACTION.key]).toEqual({ carriedOut: 1, carriedOutAt: T1, failures: 0 });
});

describe('what waits for its next try', () => {
  const progressOf = (attempts: Attempts) =>
    withSkipped(conditions, [{ action: ACTION, reason: 'RetryPending' }], { [ACTION.key]: attempts })[0]?.progress;

  test('is failing since its next try where the first failure is not known', () => {
    const { failingSince: _, ...rest } = tried;
    expect(progressOf(rest)).toMatchObject({ state: 'retrying', since: T2, retryAt: T2 });
  });

  test.each([
    ['failure', { carriedOut: 0, failures: 1, retryAt: T2 }],
    ['time', { carriedOut: 0, failures: 1, lastFailure: failure }],
  ])('says only that it is left out where its last %s is not known', (_, attempts) => {
    expect(progressOf(attempts)).toEqual({ state: 'skipped', actionKey: ACTION.key, reason: 'RetryPending' });
  });
});
