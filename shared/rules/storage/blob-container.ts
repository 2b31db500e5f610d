import { blocked, defineRule, missing, satisfied } from '../define-rule.ts';
import { BLOB_CONTAINER, STORAGE_ACCOUNT } from '../rule-ids.ts';

export const blobContainer = defineRule({
  id: BLOB_CONTAINER,
  slug: 'blob-container',
  title: 'The blob container is there',
  failureTitle: 'The blob container is not there',
  why: 'The extension writes the resources of the cluster into it and does not make it itself.',
  severity: 'required',
  docs: 'https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-backup',
  serviceErrors: ['UserErrorBackupStorageLocationNotFound', 'UserErrorNoDefaultBackupStorageLocationFound'],
  fix: 'blobContainer',
  needs: ['storageAccount', 'blobContainer'],

  evaluate({ storageAccount, blobContainer: found }, { storage: { accountId, container } }) {
    if (storageAccount === 'absent') return blocked(STORAGE_ACCOUNT, 'There is no storage account for it yet.');
    return found === 'absent'
      ? missing('NoContainer', `Container ${container} does not exist in ${storageAccount.name}.`, {
          kind: 'blobContainer',
          accountId,
          container,
        })
      : satisfied('InPlace', `Container ${container} is in ${storageAccount.name}.`, { container: found.armId });
  },
});
