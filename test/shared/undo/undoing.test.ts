import { describe, expect, test } from 'vitest';
import type { ActionResult, OpenAction } from '../../../shared/model/action.ts';
import type { Failure } from '../../../shared/model/failure.ts';
import type { Action } from '../../../shared/model/plan.ts';
import type { ResourceId } from '../../../shared/model/resource-id.ts';
import type { Undoing } from '../../../shared/model/state.ts';
import { nextUndoing, undoTimes, withUndone } from '../../../shared/undo/undoing.ts';
import { ACTION } from '../../support/record.ts';

const NOW = '2026-01-01T12:00:00.000Z';
const moment = { now: NOW, pollSeconds: 10, spread: 0 };
const trace = { call: 'DELETE /x', at: NOW };
const undo = (key: string): Action => ({ ...ACTION, key, undoes: { sequence: 2 } });
const failedWith = (its: Failure['class']): ActionResult => ({
  status: 'failed',
  failure: { class: its, code: 'Code', message: '' },
  trace,
});

describe('what is left to undo', () => {
  test.each<[string, ActionResult, boolean]>([
    ['undone', { status: 'applied', after: {}, trace }, false],
    ['gone already', { status: 'alreadyDone', after: {} }, false],
    ['running', { status: 'running', operationUrl: undefined, retryAfterSeconds: undefined, trace }, true],
    [
      'not answered',
      { status: 'unanswered', failure: { class: 'transient', code: 'TimedOut', message: '' }, trace },
      true,
    ],
    ['throttled', failedWith('throttled'), true],
    ['in conflict', failedWith('conflict'), true],
    ['in trouble that passes', failedWith('transient'), true],
    ['changed since', failedWith('permanent'), false],
    ['forbidden', failedWith('forbidden'), false],
    ['of something gone', failedWith('gone'), false],
  ])('%s', (_, result, stays) => {
    const state = { undoing: [{ action: undo('a') }, { action: undo('b') }] };
    const { undoing } = withUndone(state, [{ action: undo('a'), result }], moment);
    expect(undoing?.map(({ action }) => action.key)).toEqual(stays ? ['a', 'b'] : ['b']);
  });

  test('what has failed in passing is tried later, and not for ever', () => {
    const outcome = { action: undo('a'), result: failedWith('throttled') };
    let state: { readonly undoing?: readonly Undoing[] } = { undoing: [{ action: undo('a') }] };
    state = withUndone(state, [outcome], moment);
    const retryAt = state.undoing?.[0]?.tried?.retryAt ?? '';
    expect(retryAt > NOW).toBe(true);
    state = withUndone(state, [outcome], { ...moment, now: '2026-01-01T13:59:00.000Z' });
    expect(state.undoing).toHaveLength(1);
    expect(withUndone(state, [outcome], { ...moment, now: '2026-01-01T14:01:00.000Z' })).toEqual({});
  });

  test('nothing is left over, nor made up', () => {
    const done = { action: undo('a'), result: { status: 'alreadyDone', after: {} } } as const;
    expect(withUndone({ undoing: [{ action: undo('a') }] }, [done], moment)).toEqual({});
    expect(withUndone({}, [done], moment)).toEqual({});
  });
});

const open = (...keys: readonly string[]) => keys.map((key): OpenAction => ({ action: undo(key), intendedAt: NOW }));
const laneOf = ({ key }: Action) => (key.startsWith('lane') ? ('/lane' as ResourceId) : undefined);
const tried = (retryAt?: string) => ({ carriedOut: 0, failures: 1, ...(retryAt !== undefined && { retryAt }) });

test.each<[string, readonly Undoing[], readonly string[], readonly string[]]>([
  ['in its order', [{ action: undo('a') }, { action: undo('b') }], [], ['a', 'b']],
  ['not what runs', [{ action: undo('a') }, { action: undo('b') }], ['a'], ['b']],
  ['not what waits for the same cluster', [{ action: undo('lane-1') }, { action: undo('b') }], ['lane-2'], ['b']],
  ['not what is to be tried later', [{ action: undo('a'), tried: tried('2026-01-01T12:00:01.000Z') }], [], []],
  ['what is to be tried now', [{ action: undo('a'), tried: tried(NOW) }], [], ['a']],
  ['what failed, and has no time', [{ action: undo('a'), tried: tried() }], [], ['a']],
])('next is %s', (_, undoing, running, expected) => {
  expect(nextUndoing(undoing, open(...running), NOW, laneOf).map(({ action }) => action.key)).toEqual(expected);
});

test.each<[string, readonly Undoing[], readonly string[], readonly string[]]>([
  ['now, for what has not started', [{ action: undo('a') }, { action: undo('lane-1') }], ['b'], [NOW, NOW]],
  ['now, for what failed and has no time', [{ action: undo('a'), tried: tried() }], [], [NOW]],
  [
    'at the time of the next try',
    [{ action: undo('a'), tried: tried('2026-01-01T12:00:30.000Z') }],
    [],
    ['2026-01-01T12:00:30.000Z'],
  ],
  ['at no time, for what runs', [{ action: undo('a'), tried: tried(NOW) }], ['a'], []],
  ['at no time, for what waits for a write that runs', [{ action: undo('lane-1') }], ['lane-2'], []],
])('an undo is due %s', (_, undoing, running, expected) => {
  expect(undoTimes(undoing, open(...running), NOW, laneOf)).toEqual(expected);
});
