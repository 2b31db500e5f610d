import type { PrincipalId } from '../../shared/model/azure.ts';
import type { RemedyKind, RemedyOf } from '../../shared/model/remedy.ts';
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
} from '../../shared/model/resource-id.ts';

// Stand-ins of the right form; on the page they become words.
export const SUBSCRIPTION = '00000000-0000-0000-0000-000000000000';
const GROUP = `/subscriptions/${SUBSCRIPTION}/resourceGroups/group`;
export const CLUSTER = parseClusterId(
  `${GROUP}/providers/Microsoft.ContainerService/managedClusters/cluster`,
) as ClusterId;
export const VAULT = parseVaultId(`${GROUP}/providers/Microsoft.DataProtection/backupVaults/vault`) as VaultId;
export const ACCOUNT = parseStorageAccountId(
  `${GROUP}/providers/Microsoft.Storage/storageAccounts/account`,
) as StorageAccountId;
export const SECURITY_GROUP = parseResourceId(
  `${GROUP}/providers/Microsoft.Network/networkSecurityGroups/nsg`,
) as ResourceId;
export const SCOPE = parseResourceGroupId(GROUP) as ResourceGroupId;

const LOCATION = 'configuration.backupStorageLocation';
const SETTINGS = {
  [`${LOCATION}.bucket`]: 'CONTAINER',
  [`${LOCATION}.config.storageAccount`]: 'ACCOUNT',
  [`${LOCATION}.config.resourceGroup`]: 'GROUP-OF-THE-ACCOUNT',
  [`${LOCATION}.config.subscriptionId`]: 'SUBSCRIPTION-OF-THE-ACCOUNT',
  [`${LOCATION}.config.useAAD`]: 'true',
  [`${LOCATION}.config.storageAccountURI`]: 'BLOB-ENDPOINT',
};

/** One remedy of each kind. */
export const SAMPLES: { readonly [K in RemedyKind]: RemedyOf<K> } = {
  providerRegistration: {
    kind: 'providerRegistration',
    subscriptionId: SUBSCRIPTION,
    namespace: 'Microsoft.KubernetesConfiguration',
  },
  backupExtension: { kind: 'backupExtension', clusterId: CLUSTER, name: 'azure-aks-backup', settings: SETTINGS },
  trustedAccessBinding: {
    kind: 'trustedAccessBinding',
    clusterId: CLUSTER,
    name: 'binding',
    sourceResourceId: VAULT,
    roles: ['Microsoft.DataProtection/backupVaults/backup-operator'],
  },
  extensionSettings: { kind: 'extensionSettings', clusterId: CLUSTER, name: 'azure-aks-backup', settings: SETTINGS },
  storageDrivers: { kind: 'storageDrivers', clusterId: CLUSTER },
  storageBypass: { kind: 'storageBypass', accountId: ACCOUNT },
  securityRule: {
    kind: 'securityRule',
    networkSecurityGroupId: SECURITY_GROUP,
    name: 'rule',
    priority: 100,
    serviceTag: 'AzureBackup',
  },
  blobContainer: { kind: 'blobContainer', accountId: ACCOUNT, container: 'container' },
  snapshotGroup: { kind: 'snapshotGroup', groupId: SCOPE, location: 'westeurope' },
  vaultIdentity: { kind: 'vaultIdentity', vaultId: VAULT, identityType: 'SystemAssigned', userAssignedIdentityIds: [] },
  roleGrant: {
    kind: 'roleGrant',
    scope: SCOPE,
    principalId: SUBSCRIPTION as PrincipalId,
    holder: 'vault',
    role: 'Reader',
    roleDefinitionGuid: SUBSCRIPTION,
  },
  policyExclusion: {
    kind: 'policyExclusion',
    assignmentId: `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Authorization/policyAssignments/name`,
    parameter: 'excludedNamespaces',
    namespaces: [],
  },
  clusterInspection: { kind: 'clusterInspection', clusterId: CLUSTER },
};
