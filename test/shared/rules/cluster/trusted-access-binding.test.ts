import { expect, test } from 'vitest';
import { parseVaultId } from '../../../../shared/model/resource-id.ts';
import { trustedAccessBinding } from '../../../../shared/rules/cluster/trusted-access-binding.ts';
import { CLUSTER_ID, must, READY, VAULT } from '../../../support/facts.ts';
import { judge } from '../../../support/judge.ts';

const OPERATOR = 'Microsoft.DataProtection/backupVaults/backup-operator';
const [binding] = READY.trustedAccessRoleBindings.map((one) => ({ ...one }));
const bound = must(binding);
const otherVault = must(parseVaultId(VAULT.armId.replace('Safe', 'other')));

test.each([
  ['a binding with the role', [bound], 'satisfied', 'BindingPresent'],
  ['the role in other letters', [{ ...bound, roles: [OPERATOR.toLowerCase()] }], 'satisfied', 'BindingPresent'],
  ['no binding at all', [], 'missing', 'NoBinding'],
  ['a binding for another vault', [{ ...bound, sourceResourceId: otherVault }], 'missing', 'NoBinding'],
  ['a binding whose source cannot be read', [{ ...bound, sourceResourceId: undefined }], 'missing', 'NoBinding'],
  [
    'a binding without the role',
    [{ ...bound, roles: ['Microsoft.DataProtection/backupVaults/reader'] }],
    'missing',
    'RoleMissing',
  ],
  ['a binding in the making', [{ ...bound, provisioningState: 'Updating' }], 'pending', 'InProgress'],
  ['a binding in a state that is not known', [{ ...bound, provisioningState: undefined }], 'pending', 'InProgress'],
  ['a binding that failed', [{ ...bound, provisioningState: 'Failed' }], 'missing', 'LastOperationFailed'],
])('%s', (_, trustedAccessRoleBindings, outcome, reason) => {
  expect(judge(trustedAccessBinding, { trustedAccessRoleBindings })).toMatchObject({ outcome, reason });
});

test('waits for the vault while there is none', () => {
  expect(judge(trustedAccessBinding, { vault: 'absent' })).toMatchObject({ outcome: 'blocked', by: ['BKS-401'] });
});

test('the remedy names the vault as ARM spells it and a binding name that AKS accepts', () => {
  const finding = judge(trustedAccessBinding, { trustedAccessRoleBindings: [] });
  expect(finding).toMatchObject({
    remedy: {
      kind: 'trustedAccessBinding',
      clusterId: CLUSTER_ID,
      name: expect.stringMatching(/^[A-Za-z0-9-]{1,24}$/),
      sourceResourceId: VAULT.armId,
      roles: [OPERATOR],
    },
  });
});

test('the remedy for a missing role keeps the binding and the roles that it has', () => {
  const roles = ['Microsoft.DataProtection/backupVaults/reader'];
  const finding = judge(trustedAccessBinding, { trustedAccessRoleBindings: [{ ...bound, roles }] });
  expect(finding).toMatchObject({ remedy: { name: bound.name, roles: [...roles, OPERATOR] } });
});
