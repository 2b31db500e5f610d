import { partsOf } from '../../model/resource-id.ts';
import type { Step } from '../../model/step.ts';
import { az } from '../../steps/az.ts';
import { decision } from '../../steps/step.ts';
import { cannotTell, defineRule, manual, notApplicable, satisfied } from '../define-rule.ts';
import { giveRights } from '../read-by.ts';

/**
 * Folders of Velero, on which the extension is built, at the top of a container; it refuses one
 * with anything else there.
 * https://github.com/vmware-tanzu/velero/blob/main/pkg/persistence/object_store_layout.go
 */
const OF_BACKUPS = ['backups/', 'restores/', 'restic/', 'kopia/', 'metadata/', 'plugins/'];

export const containerContents = defineRule({
  id: 'BKS-506',
  slug: 'container-contents',
  title: 'The container holds nothing but backups',
  failureTitle: 'The container holds more than backups',
  why: 'The extension refuses a container in which it finds what it has not written itself.',
  severity: 'recommended',
  docs: 'https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-backup-concept',
  serviceErrors: ['UserErrorBackupStorageLocationNotReady'],
  fix: 'person',
  byHand: [listCommand('SUBSCRIPTION', 'ACCOUNT', 'CONTAINER')],
  needs: ['storageAccount', 'blobContainer', 'containerContents'],

  evaluate({ storageAccount, blobContainer, containerContents: seen }, { name: profile, storage: { container } }) {
    if (storageAccount === 'absent' || blobContainer === 'absent') {
      return notApplicable('NoContainer', 'There is no container yet.');
    }
    const list = listCommand(partsOf(storageAccount.id).subscriptionId, storageAccount.name, container);
    if ('notSeen' in seen) {
      const { code, message } = seen.notSeen;
      return cannotTell(code, `Backstay cannot list container ${container}: ${message}`, [
        giveRights('containerContents'),
        list,
      ]);
    }
    const foreign = seen.filter((name) => !OF_BACKUPS.includes(name));
    const evidence = { container: blobContainer.armId, atTheTop: seen.slice(0, 20) };
    return foreign.length === 0
      ? satisfied('BackupBlobsOnly', `Container ${container} holds nothing but backups.`, evidence)
      : manual(
          'OtherBlobsPresent',
          `Container ${container} holds ${foreign.slice(0, 3).join(', ')}${foreign.length > 3 ? ' and more' : ''}, which no backup has put there.`,
          [list, decision(`Move it elsewhere, or name another container in profile ${profile}.`, 'othersRelyOnIt')],
          evidence,
        );
  },
});

function listCommand(subscription: string, accountName: string, containerName: string): Step {
  const options = { subscription, accountName, containerName, authMode: 'login', delimiter: '/' } as const;
  return az('storage blob list', { ...options, output: 'table' });
}
