import { partsOf } from '../../model/resource-id.ts';
import { az, inGroupOf } from '../../steps/az.ts';
import { inProfile } from '../../steps/step.ts';
import { blocked, cannotTell, defineRule, manual, satisfied } from '../define-rule.ts';
import { NEVER_ACCEPTED } from '../never-accepted.ts';
import { sameRegion } from '../place.ts';
import { VAULT_IDENTITY } from '../rule-ids.ts';

const NEW_VAULT = {
  type: 'SystemAssigned',
  storageSettings: ['datastore-type=VaultStore', 'type=LocallyRedundant'],
} as const;

export const vaultPlace = defineRule({
  id: 'BKS-212',
  slug: 'vault-place',
  title: 'The vault is in the region and tenant of the cluster',
  failureTitle: 'The vault is not in the region and tenant of the cluster',
  why: 'Azure Backup protects a cluster only from a vault in its own region and tenant.',
  severity: 'required',
  neverAccepted: NEVER_ACCEPTED.place,
  docs: 'https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-backup-support-matrix',
  serviceErrors: [],
  fix: 'person',
  byHand: [
    az('dataprotection backup-vault create', {
      subscription: 'SUBSCRIPTION',
      resourceGroup: 'GROUP',
      vaultName: 'VAULT',
      location: 'REGION-OF-THE-CLUSTER',
      ...NEW_VAULT,
    }),
  ],
  needs: ['cluster', 'vault'],

  evaluate({ cluster, vault }, profile) {
    if (vault === 'absent') return blocked(VAULT_IDENTITY, 'There is no vault yet.');
    const evidence = {
      vaultLocation: vault.location,
      clusterLocation: cluster.location,
      vaultTenant: vault.tenantId ?? null,
      clusterTenant: cluster.identity?.tenantId ?? null,
    };
    // In the subscription of the cluster only the cluster's own group is known to exist.
    const isBeside = partsOf(vault.id).subscriptionId === partsOf(cluster.id).subscriptionId;
    const place = inGroupOf(isBeside ? vault.id : cluster.id);
    const vaultName = `${vault.name}-${cluster.location.replaceAll(' ', '').toLowerCase()}`;
    const newId = `/subscriptions/${place.subscription}/resourceGroups/${place.resourceGroup}/providers/Microsoft.DataProtection/backupVaults/${vaultName}`;
    const inOwnPlace = [
      az('dataprotection backup-vault create', { ...place, vaultName, location: cluster.location, ...NEW_VAULT }),
      inProfile(profile.name, 'vault', newId, `, or in a profile for the clusters of ${cluster.location}`),
    ];
    if (!sameRegion(vault.location, cluster.location)) {
      return manual(
        'VaultInOtherRegion',
        `Vault ${vault.name} is in ${vault.location}, the cluster in ${cluster.location}.`,
        inOwnPlace,
        evidence,
      );
    }
    // A subscription belongs to one tenant.
    if (isBeside) {
      return satisfied(
        'LocationMatch',
        `Vault ${vault.name} is in ${vault.location}, in the cluster's subscription.`,
        evidence,
      );
    }
    const itsTenant = cluster.identity?.tenantId;
    if (vault.tenantId === undefined || itsTenant === undefined) {
      return cannotTell(
        'VaultTenantNotReturned',
        `Azure does not return the tenant of vault ${vault.name} or of cluster ${cluster.name}.`,
        [
          az('account show', { subscription: partsOf(vault.id).subscriptionId, query: 'tenantId' }),
          az('account show', { subscription: partsOf(cluster.id).subscriptionId, query: 'tenantId' }),
        ],
        evidence,
      );
    }
    return vault.tenantId === itsTenant
      ? satisfied('LocationMatch', `Vault ${vault.name} is in ${vault.location}, in the cluster's tenant.`, evidence)
      : manual(
          'TenantMismatch',
          `Vault ${vault.name} belongs to tenant ${vault.tenantId}, the cluster to ${itsTenant}.`,
          inOwnPlace,
          evidence,
        );
  },
});
