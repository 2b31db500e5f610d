import { expect, test } from 'vitest';
import type { ActionOutcome, ActionResult } from '../../../shared/model/action.ts';
import type { Action } from '../../../shared/model/plan.ts';
import type { TargetState } from '../../../shared/model/state.ts';
import { withDone } from '../../../shared/plan/done.ts';

import { failure } from '../../support/conditions.ts';
import { CLUSTER_ID } from '../../support/facts.ts';
import { ACTION } from '../../support/record.ts';
import { SAMPLES } from '../../support/samples.ts';

const NOW = '2026-01-01T00:00:00.000Z';
const trace = { call: 'PUT /x', at: NOW };
const applied: ActionResult = { status: 'applied', after: {}, trace };
const inspection: Action = { ...ACTION, remedy: { kind: 'clusterInspection', clusterId: CLUSTER_ID } };
const stateWith = (...texts: readonly string[]) =>
  ({ done: texts.map((text) => ({ text, at: 'before' })) }) as unknown as TargetState;

test('a change that was made is kept with its time, after the earlier ones', () => {
  expect(withDone({} as TargetState, [{ action: ACTION, result: applied }], NOW).done).toEqual([
    { text: ACTION.text, at: NOW },
  ]);
  expect(withDone(stateWith('first'), [{ action: ACTION, result: applied }], NOW).done).toEqual([
    { text: 'first', at: 'before' },
    { text: ACTION.text, at: NOW },
  ]);
});

test.each<[string, ActionOutcome]>([
  ['was there already', { action: ACTION, result: { status: 'alreadyDone', after: {} } }],
  ['failed', { action: ACTION, result: { status: 'failed', failure: failure('conflict') } }],
  ['is an inspection', { action: inspection, result: applied }],
  ['undoes another', { action: { ...ACTION, undoes: { sequence: 2 } }, result: applied }],
])('no change is kept that %s', (_, outcome) => {
  const state = stateWith('first');
  expect(withDone(state, [outcome], NOW)).toBe(state);
});

test('a change that protects the cluster is marked as one', () => {
  const protecting = { ...ACTION, remedy: SAMPLES.backupInstance };
  const { done } = withDone({} as TargetState, [{ action: protecting, result: applied }], NOW);
  expect(done).toEqual([{ text: ACTION.text, at: NOW, protects: true }]);
});

test('only the last thirty are kept', () => {
  const texts = Array.from({ length: 30 }, (_, index) => `change ${index}`);
  const done = withDone(stateWith(...texts), [{ action: ACTION, result: applied }], NOW).done ?? [];
  expect(done.map(({ text }) => text)).toEqual([...texts.slice(1), ACTION.text]);
});
