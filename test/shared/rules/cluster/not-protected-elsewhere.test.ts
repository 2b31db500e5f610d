import { expect, test } from 'vitest';
import { parseVaultId, partsOf, resourceGroupOf } from '../../../../shared/model/resource-id.ts';
import { notProtectedElsewhere } from '../../../../shared/rules/cluster/not-protected-elsewhere.ts';
import { BACKUP_INSTANCE, forbidden, known, must, PROFILE, READY, VAULT_ID } from '../../../support/facts.ts';
import { judge, judgeFacts } from '../../../support/judge.ts';

const OTHER_VAULT = must(parseVaultId(VAULT_ID.replace('safe', 'team')));
const ELSEWHERE = { ...BACKUP_INSTANCE, vaultId: OTHER_VAULT };

test.each([
  ['nothing', [], 'satisfied', 'NotProtected'],
  ['the vault of the profile', [BACKUP_INSTANCE], 'satisfied', 'ProtectedByVault'],
  ['another vault', [ELSEWHERE], 'manual', 'ProtectedElsewhere'],
  ['another vault, stopped', [{ ...ELSEWHERE, protectionState: 'ProtectionStopped' }], 'manual', 'ProtectedElsewhere'],
  ['another vault, in no state', [{ ...ELSEWHERE, protectionState: undefined }], 'manual', 'ProtectedElsewhere'],
  ['a vault that Azure does not name', [{ ...BACKUP_INSTANCE, vaultId: undefined }], 'manual', 'ProtectedElsewhere'],
  ['two vaults, that of the profile first', [BACKUP_INSTANCE, ELSEWHERE], 'manual', 'ProtectedElsewhere'],
] as const)('protected by %s', (_, protection, outcome, reason) => {
  expect(judge(notProtectedElsewhere, { protection })).toMatchObject({ outcome, reason, severity: 'required' });
});

test('the vault, the policy, the state and the error of the other protection are named', () => {
  const protection = [{ ...ELSEWHERE, protectionState: 'ProtectionError', errorCode: 'UserErrorKubernetesBackup' }];
  expect(judge(notProtectedElsewhere, { protection })).toMatchObject({
    message: expect.stringMatching(/^Vault team protects .* shop \(ProtectionError, UserErrorKubernetesBackup\)/),
    evidence: {
      backupInstance: ELSEWHERE.armId,
      vault: OTHER_VAULT,
      policy: ELSEWHERE.policyId,
      protectionState: 'ProtectionError',
      errorCode: 'UserErrorKubernetesBackup',
    },
    steps: [
      `az dataprotection backup-instance show --subscription ${partsOf(OTHER_VAULT).subscriptionId} --resource-group ${resourceGroupOf(OTHER_VAULT)} --vault-name team --name ${ELSEWHERE.name}`,
      expect.stringContaining('name vault team'),
      expect.stringContaining('delete the backup instance'),
    ],
  });
});

test('what could not be read is unknown', () => {
  const finding = judgeFacts(notProtectedElsewhere, { ...known(READY), ...forbidden('protection') });
  expect(finding).toMatchObject({ outcome: 'unknown', reason: 'AuthorizationFailed' });
});

test('a target of restores can be protected by any vault', () => {
  const finding = judge(notProtectedElsewhere, { protection: [ELSEWHERE] }, { ...PROFILE, purpose: 'restoreTarget' });
  expect(finding).toMatchObject({
    outcome: 'satisfied',
    reason: 'ProtectedElsewhere',
    evidence: { vault: OTHER_VAULT, backupInstance: ELSEWHERE.armId },
  });
});
