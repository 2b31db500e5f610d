import { uuid5 } from '../../lib/uuid5.ts';
import type { Cluster } from '../../model/azure.ts';
import type { Profile } from '../../model/profile.ts';
import { partsOf } from '../../model/resource-id.ts';
import type { Step } from '../../model/step.ts';
import { az, inGroupOf, named } from '../../steps/az.ts';
import { NEW_ACCOUNT } from '../../steps/new-account.ts';
import { decision, inProfile } from '../../steps/step.ts';
import { cannotTell, defineRule, manual, satisfied } from '../define-rule.ts';
import { NEVER_ACCEPTED } from '../never-accepted.ts';
import { sameRegion } from '../place.ts';
import { STORAGE_ACCOUNT } from '../rule-ids.ts';

export const storageAccount = defineRule({
  id: STORAGE_ACCOUNT,
  slug: 'storage-account',
  title: "The storage account is StorageV2, Standard, and in the cluster's region and tenant",
  failureTitle: "The storage account is missing, of another kind, or not in the cluster's region and tenant",
  why: 'The extension writes only to standard general-purpose accounts beside the cluster.',
  severity: 'required',
  neverAccepted: NEVER_ACCEPTED.place,
  docs: 'https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-backup-support-matrix',
  serviceErrors: ['UserErrorBackupStorageLocationNotFound', 'UserErrorNoDefaultBackupStorageLocationFound'],
  fix: 'person',
  byHand: [
    az('storage account create', {
      subscription: 'SUBSCRIPTION',
      resourceGroup: 'GROUP',
      name: 'NAME',
      location: 'REGION-OF-THE-CLUSTER',
      ...NEW_ACCOUNT,
    }),
  ],
  needs: ['cluster', 'storageAccount'],

  evaluate({ cluster, storageAccount: account }, profile) {
    const { accountId } = profile.storage;
    const { subscriptionId: accountIn, name } = partsOf(accountId);
    const clusterIn = partsOf(cluster.id).subscriptionId;
    const { location } = cluster;
    if (account === 'absent') {
      return manual('NoAccount', `The storage account ${name} of profile ${profile.name} does not exist.`, [
        az('storage account create', { ...named(accountId), location, ...NEW_ACCOUNT }),
      ]);
    }
    const itsTenant = cluster.identity?.tenantId?.toLowerCase();
    // A subscription belongs to one tenant.
    const isTenantKnown = accountIn === clusterIn || (account.tenantId !== undefined && itsTenant !== undefined);
    const isOtherTenant = accountIn !== clusterIn && isTenantKnown && account.tenantId !== itsTenant;
    const wrongs = [
      !is(account.kind, 'StorageV2') && `of kind ${account.kind ?? 'unknown'}`,
      !is(account.tier, 'Standard') && `of tier ${account.tier ?? 'unknown'}`,
      !sameRegion(account.location, cluster.location) && `in ${account.location}, the cluster in ${cluster.location}`,
      isOtherTenant && `in tenant ${account.tenantId}, the cluster in ${itsTenant}`,
    ].filter((wrong) => wrong !== false);
    const evidence = {
      storageAccount: account.armId,
      kind: account.kind ?? null,
      tier: account.tier ?? null,
      location: account.location,
    };
    if (wrongs.length > 0) {
      const message = `Storage account ${account.name} is ${wrongs.join(', ')}.`;
      return manual('RequirementsNotMet', message, stepsToReplace(cluster, profile, isOtherTenant), evidence);
    }
    return isTenantKnown
      ? satisfied(
          'RequirementsMet',
          `Storage account ${account.name} is of the right kind and in the right place.`,
          evidence,
        )
      : cannotTell(
          'TenantNotReturned',
          `Azure does not return the tenant of subscription ${accountIn}, or of cluster ${cluster.name}.`,
          [
            az('account show', { subscription: accountIn, query: 'tenantId' }),
            az('account show', { subscription: clusterIn, query: 'tenantId' }),
            decision(
              'The two have to be the same. Let Backstay read the first subscription: Microsoft.Resources/subscriptions/read.',
              'ownerChooses',
            ),
          ],
          evidence,
        );
  },
});

/**
 * Names of accounts are unique in all of Azure, so the new one has a name that follows from its
 * place.
 */
function stepsToReplace(
  { id, location }: Cluster,
  { name: profile, storage: { accountId } }: Profile,
  isOtherTenant: boolean,
): readonly Step[] {
  const place = inGroupOf(isOtherTenant ? id : accountId);
  const name = `backup${uuid5(accountId, id).replaceAll('-', '').slice(0, 16)}`;
  const newId = `/subscriptions/${place.subscription}/resourceGroups/${place.resourceGroup}/providers/Microsoft.Storage/storageAccounts/${name}`;
  return [
    az('storage account create', { ...place, name, location, ...NEW_ACCOUNT }),
    inProfile(profile, 'storageAccount', newId, `, or in a profile for the clusters of ${location}`),
  ];
}

function is(value: string | undefined, wanted: string): boolean {
  return value?.toLowerCase() === wanted.toLowerCase();
}
