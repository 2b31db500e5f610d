import { defineRule, manual, pending } from '../define-rule.ts';
import { judgeRole } from './judge-role.ts';

export const clusterWritesSnapshotGroup = defineRule({
  id: 'BKS-413',
  slug: 'cluster-writes-snapshot-group',
  title: 'The cluster holds Contributor on the snapshot group',
  failureTitle: 'The cluster does not hold Contributor on the snapshot group',
  why: 'The control plane creates the disk snapshots in the snapshot group.',
  severity: 'required',
  docs: 'https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-backup-concept#required-roles-and-permissions',
  serviceErrors: [
    'UserErrorMissingClusterMSIPermissionsOnSnapshotResourceGroup',
    'UserErrorMissingMSIPermissionsOnSnapshotResourceGroup',
  ],
  fix: 'roleGrant',
  needs: ['clusterHoldings', 'cluster'],

  evaluate({ cluster, clusterHoldings }, profile) {
    if (cluster.identity === undefined) {
      return manual(
        'ServicePrincipal',
        `Cluster ${cluster.name} runs under a service principal, which Azure Backup does not support.`,
        [`az aks update --ids ${cluster.id} --enable-managed-identity`],
      );
    }
    if (clusterHoldings === 'absent')
      return pending('NoPrincipalYet', `The identity of ${cluster.name} has no principal yet.`);
    return judgeRole(clusterHoldings, { role: 'Contributor', scope: profile.snapshotGroupId, holder: 'cluster' });
  },
});
