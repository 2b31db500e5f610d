import { expect, test } from 'vitest';
import type { PrincipalId } from '../../../../shared/model/azure.ts';
import { lackingRights, ownRights } from '../../../../shared/rules/platform/own-rights.ts';
import { CLUSTER_ID, forbidden, known, READY, SNAPSHOT_GROUP_ID, SUBSCRIPTION } from '../../../support/facts.ts';
import { judge, judgeFacts } from '../../../support/judge.ts';

const GRANT = 'Microsoft.Authorization/roleAssignments/write';
const wanted = [{ action: GRANT, scope: CLUSTER_ID }];

const withSets = (...sets: readonly (readonly [actions: readonly string[], notActions?: readonly string[]])[]) => ({
  principalId: 'bbbbbbbb-0000-4000-8000-000000000001' as PrincipalId,
  wanted,
  held: [{ scope: CLUSTER_ID, sets: sets.map(([actions, notActions = []]) => ({ actions, notActions })) }],
});

test.each([
  ['everything', withSets([['*']]), true],
  ['the action itself, in other letters', withSets([[GRANT.toLowerCase()]]), true],
  ['a pattern over it', withSets([['Microsoft.Authorization/roleAssignments/*']]), true],
  ['a pattern in the middle', withSets([['Microsoft.Authorization/*/write']]), true],
  ['everything but it, as Contributor has it', withSets([['*'], ['Microsoft.Authorization/*/Write']]), false],
  ['one grant without it and another with it', withSets([['*'], ['Microsoft.Authorization/*']], [[GRANT]]), true],
  ['reads only', withSets([['*/read']]), false],
  ['a longer action', withSets([[`${GRANT}/more`]]), false],
  ['a pattern with a dot that stands for itself', withSets([['MicrosoftXAuthorization/roleAssignments/write']]), false],
  ['nothing', withSets(), false],
] as const)('who holds %s may grant roles: %s', (_, rights, may) => {
  expect(lackingRights(rights)).toEqual(may ? [] : wanted);
  expect(judge(ownRights, { ownRights: rights }).outcome).toBe(may ? 'satisfied' : 'manual');
});

test('a right at another scope is none', () => {
  const rights = { ...withSets([['*']]), wanted: [{ action: GRANT, scope: SNAPSHOT_GROUP_ID }] };
  expect(lackingRights(rights)).toHaveLength(1);
});

test('says the exact role and scope, for the very identity', () => {
  expect(judge(ownRights, { ownRights: withSets() })).toMatchObject({
    reason: 'RoleAssignmentMissing',
    steps: [
      `az role assignment create --subscription ${SUBSCRIPTION} --assignee-object-id bbbbbbbb-0000-4000-8000-000000000001 --assignee-principal-type ServicePrincipal --role 'Role Based Access Control Administrator' --scope ${CLUSTER_ID}`,
    ],
  });
});

test('where nothing is planned there is nothing to hold', () => {
  expect(judge(ownRights)).toMatchObject({ outcome: 'notApplicable', reason: 'NoChangePlanned' });
});

test('is unknown where its own rights may not be read', () => {
  expect(judgeFacts(ownRights, { ...known(READY), ...forbidden('ownRights') })).toMatchObject({ outcome: 'unknown' });
});
