import { partsOf } from '../../model/resource-id.ts';
import { blocked, cannotTell, defineRule, manual, satisfied } from '../define-rule.ts';
import { sameRegion } from '../place.ts';
import { VAULT_IDENTITY } from '../rule-ids.ts';

export const vaultPlace = defineRule({
  id: 'BKS-212',
  slug: 'vault-place',
  title: 'The vault is in the region and tenant of the cluster',
  failureTitle: 'The vault is not in the region and tenant of the cluster',
  why: 'Azure Backup protects a cluster only from a vault in its own region and tenant.',
  severity: 'required',
  docs: 'https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-backup-support-matrix',
  serviceErrors: [],
  fix: 'person',
  byHand: [
    'az dataprotection backup-vault create --resource-group GROUP --vault-name VAULT --location REGION-OF-THE-CLUSTER --type SystemAssigned --storage-settings datastore-type=VaultStore type=LocallyRedundant',
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
    const inOwnPlace = [
      `az dataprotection backup-vault create --subscription ${partsOf(cluster.id).subscriptionId} --resource-group ${partsOf(vault.id).resourceGroup} --vault-name ${vault.name}-${cluster.location} --location ${cluster.location} --type SystemAssigned --storage-settings datastore-type=VaultStore type=LocallyRedundant`,
      `Name that vault under "vault" in a profile for the clusters of ${cluster.location}; this one is ${profile.name}.`,
    ];
    if (!sameRegion(vault.location, cluster.location)) {
      return manual(
        'OtherRegion',
        `Vault ${vault.name} is in ${vault.location}, the cluster in ${cluster.location}.`,
        inOwnPlace,
        evidence,
      );
    }
    // A subscription belongs to one tenant.
    if (partsOf(vault.id).subscriptionId === partsOf(cluster.id).subscriptionId) {
      return satisfied(
        'SamePlace',
        `Vault ${vault.name} is in ${vault.location}, in the cluster's subscription.`,
        evidence,
      );
    }
    const itsTenant = cluster.identity?.tenantId;
    if (vault.tenantId === undefined || itsTenant === undefined) {
      return cannotTell(
        'TenantNotTold',
        `The tenant of vault ${vault.name} or of cluster ${cluster.name} is not told.`,
        [
          `az account show --subscription ${partsOf(vault.id).subscriptionId} --query tenantId`,
          `az account show --subscription ${partsOf(cluster.id).subscriptionId} --query tenantId`,
        ],
        evidence,
      );
    }
    return vault.tenantId === itsTenant
      ? satisfied('SamePlace', `Vault ${vault.name} is in ${vault.location}, in the cluster's tenant.`, evidence)
      : manual(
          'OtherTenant',
          `Vault ${vault.name} belongs to tenant ${vault.tenantId}, the cluster to ${itsTenant}.`,
          inOwnPlace,
          evidence,
        );
  },
});
