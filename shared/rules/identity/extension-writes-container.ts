import { blocked, defineRule, pending } from '../define-rule.ts';
import { NEVER_ACCEPTED } from '../never-accepted.ts';
import { EXTENSION_INSTALLED, STORAGE_ACCOUNT } from '../rule-ids.ts';
import { grantByHand } from './grant-by-hand.ts';
import { judgeRole } from './judge-role.ts';

export const extensionWritesContainer = defineRule({
  id: 'BKS-414',
  slug: 'extension-writes-container',
  title: 'The extension holds Storage Blob Data Contributor on the storage account',
  failureTitle: 'The extension does not hold Storage Blob Data Contributor on the storage account',
  why: "The extension writes the cluster's resources into the blob container.",
  severity: 'required',
  neverAccepted: NEVER_ACCEPTED.identity,
  docs: 'https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-backup-concept#required-roles-and-permissions',
  serviceErrors: [
    'UserErrorExtensionMSIMissingPermissionsOnBackupStorageLocation',
    'UserErrorBackupStorageLocationNotReady',
  ],
  fix: 'roleGrant',
  byHand: grantByHand('Storage Blob Data Contributor', 'extension', 'STORAGE-ACCOUNT-ID'),
  needs: ['backupExtensions', 'extensionHoldings', 'storageAccount'],

  evaluate({ backupExtensions, extensionHoldings, storageAccount }, profile) {
    if (storageAccount === 'absent') return blocked(STORAGE_ACCOUNT, 'There is no storage account yet.');
    if (extensionHoldings === 'absent') {
      return backupExtensions.some(({ provisioningState }) => provisioningState?.toLowerCase() === 'succeeded')
        ? pending('ExtensionIdentityPending', 'The extension is installed, but its identity has not appeared yet.')
        : blocked(EXTENSION_INSTALLED, 'The identity of the extension appears when it is installed.');
    }
    return judgeRole(extensionHoldings, {
      role: 'Storage Blob Data Contributor',
      scope: profile.storage.accountId,
      holder: 'extension',
      holderId: backupExtensions.find(({ principalId }) => principalId === extensionHoldings.principalId)?.armId,
      legacy: 'Storage Account Contributor',
    });
  },
});
