import { az, inGroupOf } from '../../steps/az.ts';
import { decision } from '../../steps/step.ts';
import { blocked, defineRule, manual, missing, satisfied } from '../define-rule.ts';
import { NEVER_ACCEPTED } from '../never-accepted.ts';
import { BLOB_CONTAINER, STORAGE_ACCOUNT } from '../rule-ids.ts';
import { pointsInContainer, stepsToRestore } from './points-in-container.ts';

export const blobContainer = defineRule({
  id: BLOB_CONTAINER,
  slug: 'blob-container',
  title: 'The blob container is there',
  failureTitle: 'The blob container is not there',
  why: 'The extension writes the resources of the cluster into it and does not make it itself.',
  severity: 'required',
  neverAccepted: NEVER_ACCEPTED.place,
  docs: 'https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-backup',
  serviceErrors: ['UserErrorBackupStorageLocationNotFound', 'UserErrorNoDefaultBackupStorageLocationFound'],
  fix: 'blobContainer',
  needs: ['storageAccount', 'blobContainer', 'recoveryPoints'],

  evaluate({ storageAccount, blobContainer: found, recoveryPoints }, { storage: { accountId, container } }) {
    if (storageAccount === 'absent') return blocked(STORAGE_ACCOUNT, 'There is no storage account for it yet.');
    const lost = found === 'absent' ? pointsInContainer(recoveryPoints).length : 0;
    if (lost > 0) {
      // An empty container in its place would stand in the way of restoring the deleted one.
      return manual(
        'DeletedWithBackups',
        `Container ${container} does not exist in ${storageAccount.name}. Recovery points of the operational tier that cannot be restored without it: ${lost}.`,
        [
          ...stepsToRestore(storageAccount, container),
          decision(
            `If it is lost, create an empty one for the backups to come: ${az('storage container-rm create', { ...inGroupOf(accountId), storageAccount: storageAccount.name, name: container, publicAccess: 'off' })}`,
            'ownerChooses',
          ),
        ],
        { recoveryPoints: lost },
      );
    }
    return found === 'absent'
      ? missing('NoContainer', `Container ${container} does not exist in ${storageAccount.name}.`, {
          kind: 'blobContainer',
          accountId,
          container,
        })
      : satisfied('ResourcePresent', `Container ${container} is in ${storageAccount.name}.`, {
          container: found.armId,
        });
  },
});
