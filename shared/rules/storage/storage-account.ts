import { partsOf, resourceGroupOf } from '../../model/resource-id.ts';
import { cannotTell, defineRule, manual, satisfied } from '../define-rule.ts';
import { sameRegion } from '../place.ts';
import { STORAGE_ACCOUNT } from '../rule-ids.ts';

export const storageAccount = defineRule({
  id: STORAGE_ACCOUNT,
  slug: 'storage-account',
  title: "The storage account is StorageV2, Standard, and in the cluster's region and tenant",
  failureTitle: "The storage account is missing, of another kind, or not in the cluster's region and tenant",
  why: 'The extension writes only to standard general-purpose accounts beside the cluster.',
  severity: 'required',
  docs: 'https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-backup-support-matrix',
  serviceErrors: ['UserErrorBackupStorageLocationNotFound', 'UserErrorNoDefaultBackupStorageLocationFound'],
  fix: 'person',
  byHand: [
    'az storage account create --resource-group GROUP --name NAME --location REGION-OF-THE-CLUSTER --kind StorageV2 --sku Standard_LRS --allow-blob-public-access false',
  ],
  needs: ['cluster', 'storageAccount'],

  evaluate({ cluster, storageAccount: account }, profile) {
    const { accountId } = profile.storage;
    const { subscriptionId: accountIn, name } = partsOf(accountId);
    const clusterIn = partsOf(cluster.id).subscriptionId;
    const steps = [
      `az storage account create --subscription ${clusterIn} --resource-group ${resourceGroupOf(accountId)} --name NAME --location ${cluster.location} --kind StorageV2 --sku Standard_LRS --allow-blob-public-access false`,
      `Name that account under "storageAccount" in profile ${profile.name}.`,
    ];
    if (account === 'absent') {
      return manual('NoAccount', `The storage account ${name} of profile ${profile.name} does not exist.`, [
        (steps[0] ?? '').replace('NAME', name),
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
      return manual('DoesNotFit', `Storage account ${account.name} is ${wrongs.join(', ')}.`, steps, evidence);
    }
    return isTenantKnown
      ? satisfied('Fits', `Storage account ${account.name} is of the right kind and in the right place.`, evidence)
      : cannotTell(
          'TenantNotReturned',
          `Azure does not return the tenant of subscription ${accountIn}, or of cluster ${cluster.name}.`,
          [
            `az account show --subscription ${accountIn} --query tenantId`,
            `az account show --subscription ${clusterIn} --query tenantId`,
            'The two have to be the same. Let Backstay read the first subscription: Microsoft.Resources/subscriptions/read.',
          ],
          evidence,
        );
  },
});

function is(value: string | undefined, wanted: string): boolean {
  return value?.toLowerCase() === wanted.toLowerCase();
}
