import { expect, test } from 'vitest';
import { vaultProvisioned } from '../../../../shared/rules/identity/vault-provisioned.ts';
import { forbidden, known, READY, VAULT } from '../../../support/facts.ts';
import { judge, judgeFacts } from '../../../support/judge.ts';

test.each([
  ['Succeeded', 'satisfied', 'Provisioned'],
  ['SUCCEEDED', 'satisfied', 'Provisioned'],
  ['Failed', 'manual', 'ProvisioningFailed'],
  ['Canceled', 'manual', 'ProvisioningFailed'],
  ['Provisioning', 'pending', 'InProgress'],
  ['Updating', 'pending', 'InProgress'],
  ['Deleting', 'pending', 'InProgress'],
  ['Unknown', 'unknown', 'StateNotReturned'],
  [undefined, 'unknown', 'StateNotReturned'],
])('a vault that is %s is %s', (provisioningState, outcome, reason) => {
  expect(judge(vaultProvisioned, { vault: { ...VAULT, provisioningState } })).toMatchObject({ outcome, reason });
});

test('waits for the vault', () => {
  expect(judge(vaultProvisioned, { vault: 'absent' })).toMatchObject({ outcome: 'blocked', by: ['BKS-401'] });
});

test('is unknown where the vault may not be read', () => {
  expect(judgeFacts(vaultProvisioned, { ...known(READY), ...forbidden('vault') })).toMatchObject({
    outcome: 'unknown',
  });
});
