import { describe, expect, test } from 'vitest';
import type { OpenAction } from '../../../shared/model/action.ts';
import type { Finding } from '../../../shared/model/finding.ts';
import type { Condition } from '../../../shared/model/state.ts';
import { type LookContext, nextLook } from '../../../shared/plan/due.ts';
import {
  blockedFinding,
  condition,
  failure,
  manualFinding,
  missingFinding,
  pendingFinding,
  satisfiedFinding,
  unknownFinding,
} from '../../support/conditions.ts';

const T0 = '2026-01-01T00:00:00.000Z';
const T1 = '2026-01-01T00:01:00.000Z';
const T9 = '2026-01-01T00:09:00.000Z';
const calm: LookContext = { now: T1, driftSeconds: 43_200, dirty: false, open: [] };
const open: OpenAction = {
  action: {
    key: 'k',
    ruleIds: ['BKS-101'],
    remedy: { kind: 'providerRegistration', subscriptionId: 's', namespace: 'n' },
    text: '',
    risk: 'harmless',
    permissions: [],
  },
  intendedAt: T0,
};

function look(
  conditions: readonly Condition[],
  changes: Partial<LookContext> = {},
  fullLookAt: string | undefined = T0,
) {
  return nextLook(fullLookAt === undefined ? { conditions } : { conditions, fullLookAt }, { ...calm, ...changes });
}

describe('the whole target is assessed', () => {
  const ready = [condition(satisfiedFinding(), T0)];

  test('the first time', () => {
    expect(nextLook({ conditions: [] }, calm)).toEqual({ extent: 'full' });
  });

  test('when something happened to it', () => {
    expect(look(ready, { dirty: true })).toEqual({ extent: 'full' });
  });

  test('when drift is due', () => {
    expect(look(ready, { now: '2026-01-01T12:00:00.000Z' })).toEqual({ extent: 'full' });
  });

  test('before it is called ready, when part of it is known only by our own writes', () => {
    const done = condition(missingFinding('BKS-102'), T0, { progress: { state: 'done', actionKey: 'k', at: T0 } });
    expect(look([...ready, done])).toEqual({ extent: 'full' });
    expect(look([...ready, done], { open: [open] })).toEqual({ extent: 'none' });
  });

  test('before it is called ready, with any outcome of recommended findings', () => {
    const done = condition(missingFinding('BKS-102'), T0, { progress: { state: 'done', actionKey: 'd', at: T0 } });
    const recommended = (finding: Finding, extra: Parameters<typeof condition>[2] = {}) =>
      condition({ ...finding, ruleId: 'BKS-209', severity: 'recommended' }, T0, extra);
    const progress = { state: 'running', actionKey: 'k', since: T0 } as const;
    const looking = { ...open, action: { ...open.action, ruleIds: ['BKS-209'] } } as const;

    expect(look([done, recommended(manualFinding())])).toEqual({ extent: 'full' });
    expect(look([done, recommended(missingFinding(), { progress })], { open: [looking] })).toEqual({ extent: 'full' });
    expect(look([done, recommended(unknownFinding(failure('permanent')))])).toEqual({ extent: 'full' });
    // What is only recommended is no reason for a full look: its own rule is judged again.
    const carriedOut = recommended(missingFinding(), { progress: { state: 'done', actionKey: 'k', at: T0 } });
    expect(look([...ready, carriedOut])).toEqual({ extent: 'part', judge: ['BKS-209'], retry: [] });
  });

  test('when something is due and the rest was read long ago', () => {
    const pending = condition(pendingFinding(), T0, { recheckAt: T1 });
    expect(look([pending], { now: '2026-01-01T00:11:00.000Z' })).toEqual({ extent: 'full' });
  });
});

describe('part of it is assessed', () => {
  test.each([
    ['what is on its way, when its time has come', pendingFinding(), { recheckAt: T1 }],
    ['what is missing and was not tried', missingFinding(), {}],
    [
      'what ran and is not running any more',
      missingFinding(),
      { progress: { state: 'running', actionKey: 'k', since: T0 } },
    ],
    [
      'what waited for the lane',
      missingFinding(),
      { progress: { state: 'skipped', actionKey: 'k', reason: 'WriteLockHeld' } },
    ],
  ] as const)('%s', (_, finding, extra) => {
    expect(look([condition(finding, T0, extra)])).toEqual({ extent: 'part', judge: ['BKS-101'], retry: [] });
  });

  test('what failed is tried again without being read again, when its time has come', () => {
    const progress = {
      state: 'retrying',
      actionKey: 'k',
      failure: failure('conflict'),
      since: T0,
      retryAt: T1,
    } as const;
    expect(look([condition(missingFinding(), T0, { progress })])).toEqual({
      extent: 'part',
      judge: [],
      retry: ['BKS-101'],
    });
  });

  test('what was blocked, as soon as all that it waits for is settled', () => {
    const blocked = condition(blockedFinding('BKS-102'), T0);
    const done = condition(missingFinding('BKS-102'), T0, { progress: { state: 'done', actionKey: 'k', at: T0 } });
    expect(look([blocked, done])).toEqual({ extent: 'part', judge: ['BKS-101'], retry: [] });
    expect(look([blocked, condition(satisfiedFinding('BKS-102'), T0)])).toMatchObject({ extent: 'part' });
  });
});

describe('what our own writes settled is read again', () => {
  const done = condition(missingFinding('BKS-102'), T0, { progress: { state: 'done', actionKey: 'k', at: T0 } });

  test.each([
    ['when all else is satisfied', condition(satisfiedFinding(), T0)],
    ['when the rest waits for a person', condition(manualFinding(), T0)],
    [
      'when the rest may not be done',
      condition(missingFinding(), T0, { progress: { state: 'skipped', actionKey: 'j', reason: 'ChangeNotAllowed' } }),
    ],
    [
      'when the rest is read again in an hour',
      condition(unknownFinding(failure('permanent')), T0, { recheckAt: '2026-01-01T01:00:00.000Z' }),
    ],
    ['when the rest cannot be read', condition({ ...unknownFinding(failure('gone')), unread: [] } as Finding, T0)],
  ])('%s', (_, other) => {
    expect(look([other, done])).toEqual({ extent: 'full' });
  });

  test('also when the rest is blocked by what waits for a person', () => {
    const waiting = [condition(manualFinding('BKS-103'), T0), condition(blockedFinding('BKS-103'), T0)];
    expect(look([...waiting, done])).toEqual({ extent: 'full' });
  });

  test('also when the rest waits for each other', () => {
    const skipped = { state: 'skipped', actionKey: 'j', reason: 'UnmetPrecondition', unmet: ['BKS-104'] } as const;
    const waiting = [
      condition(missingFinding('BKS-103'), T0, { progress: skipped }),
      condition({ ...blockedFinding('BKS-103'), ruleId: 'BKS-104' }, T0),
    ];
    expect(look([...waiting, done])).toEqual({ extent: 'full' });
  });

  test.each([
    ['while something is on its way', condition(pendingFinding(), T0, { recheckAt: T9 })],
    [
      'while something is tried again later',
      condition(missingFinding(), T0, {
        progress: { state: 'retrying', actionKey: 'j', failure: failure('conflict'), since: T0, retryAt: T9 },
      }),
    ],
    ['while something could not be read', condition(unknownFinding(failure('transient')), T0, { recheckAt: T9 })],
  ])('but not %s', (_, other) => {
    expect(look([other, done])).toEqual({ extent: 'none' });
  });
});

describe('nothing is read for', () => {
  test.each([
    ['what is satisfied', satisfiedFinding(), {}],
    ['what a person must do', manualFinding(), {}],
    ['what is on its way, before its time', pendingFinding(), { recheckAt: T9 }],
    [
      'what failed, before its time',
      missingFinding(),
      { progress: { state: 'retrying', actionKey: 'k', failure: failure('conflict'), since: T0, retryAt: T9 } },
    ],
    [
      'what the profile only observes',
      missingFinding(),
      { progress: { state: 'skipped', actionKey: 'k', reason: 'ObserveMode' } },
    ],
    [
      'what does not get better by trying',
      missingFinding(),
      { progress: { state: 'skipped', actionKey: 'k', reason: 'NoProgress' } },
    ],
    ['what waits for another rule that is not settled', blockedFinding('BKS-102'), {}],
  ] as const)('%s', (_, finding, extra) => {
    expect(look([condition(finding, T0, extra)])).toEqual({ extent: 'none' });
  });

  test('what is running: it is only polled', () => {
    const running = condition(missingFinding(), T0, { progress: { state: 'running', actionKey: 'k', since: T0 } });
    expect(look([running], { open: [open] })).toEqual({ extent: 'none' });
  });
});
