import { expect, test } from 'vitest';
import type { ActionOutcome, ActionResult } from '../../../shared/model/action.ts';
import type { TargetState } from '../../../shared/model/state.ts';
import { withOwnWrites, withWroteAt } from '../../../shared/plan/own-writes.ts';
import { failure } from '../../support/conditions.ts';
import { ACTION } from '../../support/record.ts';

type Memory = Pick<TargetState, 'ownWrites'>;

const trace = (correlationId?: string) => ({
  call: 'PUT /x',
  at: '2026-01-01T00:00:00Z',
  ...(correlationId !== undefined && { correlationId }),
});
const outcome = (result: ActionResult): ActionOutcome => ({ action: ACTION, result });

test.each<[string, ActionResult, readonly string[] | undefined]>([
  ['done', { status: 'applied', after: {}, trace: trace('C-1') }, ['c-1']],
  [
    'running',
    { status: 'running', operationUrl: undefined, retryAfterSeconds: undefined, trace: trace('c-1') },
    ['c-1'],
  ],
  ['not answered', { status: 'unanswered', failure: failure('transient'), trace: trace() }, undefined],
  ['refused', { status: 'failed', failure: failure('conflict'), trace: trace('c-1') }, ['c-1']],
  ['not sent', { status: 'failed', failure: failure('conflict') }, undefined],
  ['found to be there', { status: 'alreadyDone', after: {}, trace: trace('c-1') }, undefined],
])('a write that is %s', (_, result, ownWrites) => {
  expect(withOwnWrites<Memory>({}, [outcome(result)]).ownWrites).toEqual(ownWrites);
});

test('only the last are kept', () => {
  const many = Array.from({ length: 30 }, (_, index) =>
    outcome({ status: 'applied', after: {}, trace: trace(`c-${index}`) }),
  );
  const { ownWrites = [] } = withOwnWrites({ ownWrites: ['first'] }, many);
  expect([ownWrites.length, ownWrites[0], ownWrites.at(-1)]).toEqual([20, 'c-10', 'c-29']);
});

test('the last time at which Azure was asked for a change is noted', () => {
  const NOW = '2026-01-01T12:00:00.000Z';
  const before = { wroteAt: '2026-01-01T11:00:00.000Z' };
  const sent = outcome({ status: 'failed', failure: failure('conflict'), trace: trace() });
  const notSent = outcome({ status: 'failed', failure: failure('conflict') });
  expect(withWroteAt(before, [notSent, sent], NOW)).toEqual({ wroteAt: NOW });
  expect(withWroteAt(before, [notSent], NOW)).toBe(before);
  expect(withWroteAt(before, [], NOW)).toBe(before);
});
