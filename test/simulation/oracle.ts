import { networkAclsSchema } from '../../local/azure/arm/providers/storage/network-acls.ts';
import type { ArmState } from '../../local/azure/arm/state/arm-state.ts';
import type { Profile } from '../../shared/model/profile.ts';
import type { ClusterId } from '../../shared/model/resource-id.ts';
import { profileFor } from '../../shared/profiles/resolve-profile.ts';

/**
 * Roles as Microsoft's table of prerequisites has them:
 * https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-backup-concept
 */
const READER = 'acdd72a7-3385-48ef-bd42-f606fba81ae7';
const CONTRIBUTOR = 'b24988ac-6180-42a0-ab88-20f7382dd24c';
const DISK_SNAPSHOT_CONTRIBUTOR = '7efff54f-a5b4-42b5-a1c5-5411624893ce';
const DATA_OPERATOR_FOR_DISKS = '959f8984-c045-4866-89c7-12bf9737be2e';
const BLOB_DATA_CONTRIBUTOR = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe';
const BLOB_DATA_READER = '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1';

/**
 * The lacks of a cluster at this moment, of all that the commands of a simulation can remove. Goes
 * by what exists in the local Azure, without the product's readers and rules.
 */
export function lackingIn(state: ArmState, clusterId: ClusterId, written: Profile): readonly string[] {
  const profile = profileFor(clusterId, written);
  const cluster = state.managedClusters.get(clusterId);
  const vault = state.backupVaults.get(profile.vaultId);
  const account = state.storageAccounts.get(profile.storage.accountId);
  if (cluster === undefined || vault === undefined || account === undefined) return ['the cluster, vault or account'];

  const extension = state.extensions
    .below(clusterId)
    .find(({ properties }) => properties.extensionType.toLowerCase() === 'microsoft.dataprotection.kubernetes');
  const binding = state.trustedAccessRoleBindings
    .below(clusterId)
    .find(({ properties }) => properties.sourceResourceId.toLowerCase() === profile.vaultId);
  const acls = networkAclsSchema.parse(account.properties.networkAcls);
  const isOpen = acls.defaultAction === 'Allow' || acls.bypass.includes('AzureServices');
  const lacks = [
    cluster.properties.powerState.code === 'Running' ? [] : 'a running cluster',
    extension?.properties.provisioningState === 'Succeeded' ? [] : 'the extension',
    binding?.properties.provisioningState === 'Succeeded' ? [] : 'the binding',
    isOpen ? [] : 'a way through the firewall of the account',
    hasContainer(state, profile) ? [] : 'the container',
  ].flat();

  const grants = new Set(
    state.roleAssignments
      .all()
      .map(({ properties: { principalId, roleDefinitionId, scope } }) =>
        [principalId, roleDefinitionId.split('/').at(-1), scope].join(' ').toLowerCase(),
      ),
  );
  const vaultPrincipal = vault.identity?.principalId;
  const wanted: readonly (readonly [string | undefined | null, string, string])[] = [
    [vaultPrincipal, READER, clusterId],
    [vaultPrincipal, READER, profile.snapshotGroupId],
    [vaultPrincipal, DISK_SNAPSHOT_CONTRIBUTOR, profile.snapshotGroupId],
    [vaultPrincipal, DATA_OPERATOR_FOR_DISKS, profile.snapshotGroupId],
    [vaultPrincipal, BLOB_DATA_READER, profile.storage.accountId],
    [cluster.identity?.principalId, CONTRIBUTOR, profile.snapshotGroupId],
    [extension?.properties.aksAssignedIdentity?.principalId, BLOB_DATA_CONTRIBUTOR, profile.storage.accountId],
  ];
  const missing = wanted.filter((grant) => !grants.has(grant.join(' ').toLowerCase()));
  return [...lacks, ...missing.map(([, role, scope]) => `role ${role} on ${scope.split('/').at(-1)}`)];
}

function hasContainer(state: ArmState, { storage }: Profile): boolean {
  const id = `${storage.accountId}/blobServices/default/containers/${storage.container}`;
  return state.blobContainers.get(id) !== undefined;
}
