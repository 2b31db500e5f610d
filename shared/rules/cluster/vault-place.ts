import type { BackupVault, Cluster } from '../../model/azure.ts';
import type { Evidence, Outcome } from '../../model/finding.ts';
import type { Profile } from '../../model/profile.ts';
import { partsOf } from '../../model/resource-id.ts';
import type { Step } from '../../model/step.ts';
import { az, inGroupOf } from '../../steps/az.ts';
import { decision, inProfile } from '../../steps/step.ts';
import { blocked, cannotTell, defineRule, manual, satisfied } from '../define-rule.ts';
import { NEVER_ACCEPTED } from '../never-accepted.ts';
import { sameRegion } from '../place.ts';
import { VAULT_IDENTITY } from '../rule-ids.ts';
import { judgePairedRegion } from './paired-region.ts';

const NEW_VAULT = {
  type: 'SystemAssigned',
  storageSettings: ['datastore-type=VaultStore', 'type=LocallyRedundant'],
} as const;

export const vaultPlace = defineRule({
  id: 'BKS-212',
  slug: 'vault-place',
  title: 'The vault is in the tenant of the cluster, and in a region that serves it',
  failureTitle: 'The vault is in another tenant, or in a region that does not serve the cluster',
  why: 'Azure Backup protects a cluster only from a vault in its own region and tenant, and restores also to the paired region.',
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
    const inOtherRegion = judgeOtherRegion(vault, cluster, profile, inOwnPlace, evidence);
    if (inOtherRegion !== undefined) return inOtherRegion;
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
          profile.purpose === 'restoreTarget' ? [ownTenant(vault, profile)] : inOwnPlace,
          evidence,
        );
  },
});

/** `undefined` where the vault is in a region that serves the cluster. */
function judgeOtherRegion(
  vault: BackupVault,
  cluster: Cluster,
  profile: Profile,
  inOwnPlace: readonly Step[],
  evidence: Evidence,
): Outcome | undefined {
  if (sameRegion(vault.location, cluster.location)) return undefined;
  if (profile.purpose === 'restoreTarget') return judgePairedRegion(vault, cluster, profile, evidence);
  return manual(
    'VaultInOtherRegion',
    `Vault ${vault.name} is in ${vault.location}, the cluster in ${cluster.location}.`,
    inOwnPlace,
    evidence,
  );
}

/** A new vault would have no backups to restore. */
function ownTenant({ name, tenantId }: BackupVault, profile: Profile): Step {
  return decision(
    `Select only clusters of tenant ${tenantId} in profile ${profile.name}: vault ${name} is there.`,
    'ownerChooses',
  );
}
