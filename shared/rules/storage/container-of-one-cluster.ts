import { partsOf } from '../../model/resource-id.ts';
import { inProfile, note } from '../../steps/step.ts';
import { defineRule, manual, satisfied } from '../define-rule.ts';
import { NEVER_ACCEPTED } from '../never-accepted.ts';

export const containerOfOneCluster = defineRule({
  id: 'BKS-505',
  slug: 'container-of-one-cluster',
  title: 'No other cluster writes to the container',
  failureTitle: 'Another cluster writes to the same container',
  why: 'Backups of two clusters in one container overwrite and expire each other.',
  severity: 'required',
  neverAccepted: NEVER_ACCEPTED.isolation,
  docs: 'https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-backup-support-matrix',
  serviceErrors: ['UserErrorBackupStorageLocationNotReady'],
  fix: 'person',
  byHand: [inProfile('PROFILE', 'container', '{cluster}', ', or write a profile for each cluster')],
  needs: ['containerUsers'],

  evaluate({ containerUsers }, { name, storage: { accountId, container } }) {
    const [other] = containerUsers;
    const evidence = { storageAccount: accountId, container, others: containerUsers.map(({ clusterId }) => clusterId) };
    return other === undefined
      ? satisfied('ContainerDedicated', `No other cluster writes to container ${container}.`, evidence)
      : manual(
          'ContainerShared',
          `Cluster ${partsOf(other.clusterId).name} writes to container ${container} as well.`,
          [
            inProfile(
              name,
              'container',
              '{cluster}',
              ', which gives each cluster its own, or write a profile for each',
            ),
            note(
              'Where the extension is installed already and no backup instance relies on it, "extensionSettings" under "allow" lets Backstay move it (BKS-302).',
            ),
          ],
          evidence,
        );
  },
});
