import type { ProtectionRequest, RestoreRequest } from '../model/protection.ts';
import {
  type ClusterId,
  parseClusterId,
  parseResourceGroupId,
  parseResourceId,
  parseStorageAccountId,
  parseVaultId,
  type ResourceGroupId,
  type ResourceId,
  type StorageAccountId,
  type VaultId,
} from '../model/resource-id.ts';

// Placeholders in the form of ids, for samples of remedies; the docs show them as words.
export const SUBSCRIPTION = '00000000-0000-0000-0000-000000000000';
const GROUP = `/subscriptions/${SUBSCRIPTION}/resourceGroups/group`;
export const CLUSTER = parseClusterId(
  `${GROUP}/providers/Microsoft.ContainerService/managedClusters/cluster`,
) as ClusterId;
export const VAULT = parseVaultId(`${GROUP}/providers/Microsoft.DataProtection/backupVaults/vault`) as VaultId;
export const ACCOUNT = parseStorageAccountId(
  `${GROUP}/providers/Microsoft.Storage/storageAccounts/account`,
) as StorageAccountId;
export const REQUEST: ProtectionRequest = {
  vaultId: VAULT,
  policyId: `${VAULT}/backupPolicies/policy`,
  clusterArmId: CLUSTER,
  clusterLocation: 'westeurope',
  snapshotGroupId: GROUP,
  includedNamespaces: [],
  excludedNamespaces: [],
  clusterScopedResources: true,
  snapshotVolumes: true,
  hooks: [],
};
export const RESTORE_REQUEST: RestoreRequest = {
  vaultId: VAULT,
  instance: 'instance',
  recoveryPointId: 'recovery-point',
  store: 'OperationalStore',
  targetArmId: CLUSTER,
  targetLocation: 'westeurope',
};
export const SECURITY_GROUP = parseResourceId(
  `${GROUP}/providers/Microsoft.Network/networkSecurityGroups/nsg`,
) as ResourceId;
export const SCOPE = parseResourceGroupId(GROUP) as ResourceGroupId;
