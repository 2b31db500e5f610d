import { partsOf } from '../../model/resource-id.ts';
import { az } from '../../steps/az.ts';
import { decision } from '../../steps/step.ts';
import { defineRule, manual, notApplicable, pending, satisfied } from '../define-rule.ts';
import { NEVER_ACCEPTED } from '../never-accepted.ts';
import { sameRegion } from '../place.ts';

export const stagingGroup = defineRule({
  id: 'BKS-118',
  slug: 'staging-group',
  title: "The staging group exists, in the cluster's region",
  failureTitle: "The staging group does not exist, or is not in the cluster's region",
  why: 'A restore from the vault tier creates disks in the staging group first.',
  severity: 'required',
  neverAccepted: NEVER_ACCEPTED.place,
  docs: 'https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-restore',
  serviceErrors: [],
  fix: 'person',
  byHand: [
    az('group create', { subscription: 'SUBSCRIPTION', name: 'STAGING-GROUP', location: 'REGION-OF-THE-CLUSTER' }),
  ],
  needs: ['cluster', 'stagingGroup'],

  evaluate({ cluster, stagingGroup: group }, { name: profile, staging }) {
    if (group === 'notNeeded' || staging === undefined) {
      return notApplicable('NoStaging', 'The profile names no staging for restores.');
    }
    const { subscriptionId, name } = partsOf(staging.groupId);
    const create = az('group create', { subscription: subscriptionId, name, location: cluster.location });
    if (group === 'absent') {
      return manual('NoGroup', `The staging group ${name} of profile ${profile} does not exist.`, [create]);
    }
    const evidence = { stagingGroup: group.id, location: group.location, clusterLocation: cluster.location };
    if (group.provisioningState?.toLowerCase() === 'deleting') {
      return pending('Deleting', `Staging group ${name} is being deleted.`, evidence);
    }
    return sameRegion(group.location, cluster.location)
      ? satisfied('ResourcePresent', `Staging group ${name} is in ${group.location}.`, evidence)
      : manual(
          'StagingGroupInOtherRegion',
          `Staging group ${name} is in ${group.location}, the cluster in ${cluster.location}.`,
          [decision(`Name a group in ${cluster.location} under "staging" in profile ${profile}.`, 'ownerChooses')],
          evidence,
        );
  },
});
