import { blocked, defineRule, pending } from '../define-rule.ts';
import { NEVER_ACCEPTED } from '../never-accepted.ts';
import { CLUSTER_IDENTITY, SNAPSHOT_GROUP } from '../rule-ids.ts';
import { grantByHand } from './grant-by-hand.ts';
import { judgeRole } from './judge-role.ts';

export const clusterWritesSnapshotGroup = defineRule({
  id: 'BKS-413',
  slug: 'cluster-writes-snapshot-group',
  title: 'The cluster holds Contributor on the snapshot group',
  failureTitle: 'The cluster does not hold Contributor on the snapshot group',
  why: 'The control plane creates the disk snapshots in the snapshot group.',
  severity: 'required',
  neverAccepted: NEVER_ACCEPTED.identity,
  docs: 'https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-backup-concept#required-roles-and-permissions',
  serviceErrors: [
    'UserErrorMissingClusterMSIPermissionsOnSnapshotResourceGroup',
    'UserErrorMissingMSIPermissionsOnSnapshotResourceGroup',
  ],
  fix: 'roleGrant',
  byHand: grantByHand('Contributor', 'cluster', 'SNAPSHOT-GROUP-ID'),
  needs: ['clusterHoldings', 'cluster', 'snapshotGroup'],

  evaluate({ cluster, clusterHoldings, snapshotGroup }, profile) {
    if (cluster.identity === undefined) {
      return blocked(CLUSTER_IDENTITY, `Cluster ${cluster.name} has no managed identity to grant the role to.`);
    }
    if (snapshotGroup === 'absent') return blocked(SNAPSHOT_GROUP, 'There is no snapshot group yet.');
    if (clusterHoldings === 'absent')
      return pending('PrincipalPending', `The identity of ${cluster.name} has no principal yet.`);
    return judgeRole(clusterHoldings, {
      role: 'Contributor',
      scope: profile.snapshotGroupId,
      holder: 'cluster',
      holderId: cluster.armId,
    });
  },
});
