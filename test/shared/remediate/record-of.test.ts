import { expect, test } from 'vitest';
import { recordOf } from '../../../shared/remediate/record-of.ts';
import { ACTION } from '../../support/record.ts';

const trace = { call: 'PATCH /x', at: '2026-01-01T00:00:00.000Z' };
const succeeded = { type: 'actionSucceeded', actionKey: ACTION.key };

test('a write is on record with what was there before, where that is known', () => {
  const after = { identity: 'SystemAssigned' };
  const before = { identity: 'None' };
  expect(recordOf({ action: ACTION, result: { status: 'applied', before, after, trace } })).toEqual({
    ...succeeded,
    how: 'applied',
    before,
    after,
    trace,
  });
  expect(recordOf({ action: ACTION, result: { status: 'applied', after, trace } })).toEqual({
    ...succeeded,
    how: 'applied',
    after,
    trace,
  });
});

test('where the remediator has not read it, the finding that led to the write says what was there', () => {
  const before = { finding: 'RoleAssignmentMissing' };
  const action = { ...ACTION, before };
  expect(recordOf({ action, result: { status: 'applied', after: {}, trace } })).toMatchObject({ before });
});

test('what was there already has no before', () => {
  expect(recordOf({ action: ACTION, result: { status: 'alreadyDone', after: {} } })).toEqual({
    ...succeeded,
    how: 'alreadyDone',
    after: {},
  });
});
