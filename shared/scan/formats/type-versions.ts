import { API_VERSIONS } from '../../azure/api-versions.ts';
import type { ArmType } from '../../changes/declaration.ts';

/** The api-version that templates name is the one that Backstay itself uses. */
const VERSION_OF: { readonly [T in ArmType]: string } = {
  'Microsoft.Authorization/policyAssignments': API_VERSIONS.policyAssignments,
  'Microsoft.Authorization/roleAssignments': API_VERSIONS.roleAssignments,
  'Microsoft.ContainerService/managedClusters': API_VERSIONS.managedClusters,
  'Microsoft.ContainerService/managedClusters/trustedAccessRoleBindings': API_VERSIONS.managedClusters,
  'Microsoft.DataProtection/backupVaults': API_VERSIONS.backupVaults,
  'Microsoft.DataProtection/backupVaults/backupInstances': API_VERSIONS.backupVaults,
  'Microsoft.DataProtection/backupVaults/backupPolicies': API_VERSIONS.backupVaults,
  'Microsoft.KubernetesConfiguration/extensions': API_VERSIONS.extensions,
  'Microsoft.Network/networkSecurityGroups': API_VERSIONS.network,
  'Microsoft.Network/networkSecurityGroups/securityRules': API_VERSIONS.network,
  'Microsoft.Resources/resourceGroups': API_VERSIONS.resources,
  'Microsoft.Storage/storageAccounts': API_VERSIONS.storageAccounts,
  'Microsoft.Storage/storageAccounts/blobServices': API_VERSIONS.storageAccounts,
  'Microsoft.Storage/storageAccounts/blobServices/containers': API_VERSIONS.storageAccounts,
};

/** `type@version`, undefined for a type that no change writes. */
export function versioned(type: string): string | undefined {
  const version = isArmType(type) ? VERSION_OF[type] : undefined;
  return version === undefined ? undefined : `${type}@${version}`;
}

function isArmType(type: string): type is ArmType {
  return Object.hasOwn(VERSION_OF, type);
}
