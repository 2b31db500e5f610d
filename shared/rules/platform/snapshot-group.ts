import type { Cluster } from '../../model/azure.ts';
import type { Profile } from '../../model/profile.ts';
import { nodeGroupOf, partsOf } from '../../model/resource-id.ts';
import type { Step } from '../../model/step.ts';
import { az } from '../../steps/az.ts';
import { inProfile } from '../../steps/step.ts';
import { defineRule, manual, missing, pending, satisfied } from '../define-rule.ts';
import { NEVER_ACCEPTED } from '../never-accepted.ts';
import { sameRegion } from '../place.ts';
import { SNAPSHOT_GROUP } from '../rule-ids.ts';

export const snapshotGroup = defineRule({
  id: SNAPSHOT_GROUP,
  slug: 'snapshot-group',
  title: "The snapshot group is there, in the cluster's region and subscription",
  failureTitle: "The snapshot group is not there, or not in the cluster's region and subscription",
  why: 'Every backup begins with disk snapshots, which are put into this resource group.',
  severity: 'required',
  neverAccepted: NEVER_ACCEPTED.place,
  docs: 'https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-backup',
  serviceErrors: ['UserErrorMissingMSIPermissionsOnSnapshotResourceGroup'],
  fix: 'snapshotGroup',
  needs: ['cluster', 'snapshotGroup'],

  evaluate({ cluster, snapshotGroup: group }, profile) {
    const { name, subscriptionId } = partsOf(profile.snapshotGroupId);
    const itsSubscription = partsOf(cluster.id).subscriptionId;
    if (profile.snapshotGroupId === nodeGroupOf(cluster.id, cluster.nodeResourceGroup)) {
      return manual(
        'NodeResourceGroup',
        `Snapshot group ${name} is the node resource group of cluster ${cluster.name}, which AKS deletes with the cluster.`,
        inAnotherGroup(`${name}-snapshots`, cluster, profile),
        { snapshotGroup: profile.snapshotGroupId, cluster: cluster.armId },
      );
    }
    if (subscriptionId !== itsSubscription) {
      return manual(
        'SubscriptionMismatch',
        `Snapshot group ${name} is in subscription ${subscriptionId}, the cluster in ${itsSubscription}.`,
        inAnotherGroup(name, cluster, profile),
        { snapshotGroup: profile.snapshotGroupId, cluster: cluster.armId },
      );
    }
    if (group === 'absent') {
      return missing('NoGroup', `Resource group ${name} does not exist.`, {
        kind: 'snapshotGroup',
        groupId: profile.snapshotGroupId,
        location: cluster.location,
      });
    }
    const evidence = { snapshotGroup: group.id, location: group.location, clusterLocation: cluster.location };
    if (group.provisioningState?.toLowerCase() === 'deleting') {
      return pending('Deleting', `Resource group ${name} is being deleted.`, evidence);
    }
    if (!sameRegion(group.location, cluster.location)) {
      return manual(
        'SnapshotGroupInOtherRegion',
        `Snapshot group ${name} is in ${group.location}, the cluster in ${cluster.location}.`,
        inAnotherGroup(`${name}-${cluster.location.replaceAll(' ', '').toLowerCase()}`, cluster, profile),
        evidence,
      );
    }
    return satisfied('ResourcePresent', `Resource group ${name} is in ${group.location}.`, evidence);
  },
});

/**
 * A profile serves the clusters of one region and subscription, so its group moves, or the cluster
 * needs a profile for itself.
 */
function inAnotherGroup(name: string, { id, location }: Cluster, profile: Profile): readonly Step[] {
  const subscription = partsOf(id).subscriptionId;
  return [
    az('group create', { subscription, name, location }),
    inProfile(
      profile.name,
      'snapshotGroup',
      `/subscriptions/${subscription}/resourceGroups/${name}`,
      `, or in a profile for the clusters of ${location}`,
    ),
  ];
}
