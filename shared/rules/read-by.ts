import type { Need } from '../model/fact.ts';
import type { Step } from '../model/step.ts';
import { decision } from '../steps/step.ts';

/**
 * The rights that a fact is read by, and where they are needed: said when it could not be read, and
 * on the pages of the rules.
 */
export interface ReadBy {
  /** In words: "the roles of the vault". */
  readonly name: string;
  readonly rights: readonly string[];
  readonly where: string;
}

const PROVIDERS = 'Microsoft.Resources/subscriptions/providers/read';
const ASSIGNMENTS = 'Microsoft.Authorization/roleAssignments/read';
const RUN_COMMAND: Omit<ReadBy, 'name'> = {
  rights: [
    'Microsoft.ContainerService/managedClusters/runCommand/action',
    'Microsoft.ContainerService/managedClusters/commandResults/read',
  ],
  where: 'the cluster',
};

export const READ_BY: { readonly [N in Need]: ReadBy } = {
  cluster: { name: 'the cluster', rights: ['Microsoft.ContainerService/managedClusters/read'], where: 'the cluster' },
  kubernetesVersions: {
    name: 'the Kubernetes versions that AKS supports',
    rights: ['Microsoft.ContainerService/locations/kubernetesVersions/read'],
    where: "the cluster's subscription",
  },
  kubernetesConfigurationProvider: {
    name: 'the provider Microsoft.KubernetesConfiguration',
    rights: [PROVIDERS],
    where: "the cluster's subscription",
  },
  containerServiceProvider: {
    name: 'the provider Microsoft.ContainerService',
    rights: [PROVIDERS],
    where: "the cluster's subscription",
  },
  dataProtectionProvider: {
    name: 'the provider Microsoft.DataProtection',
    rights: [PROVIDERS],
    where: "the vault's subscription",
  },
  extensions: {
    name: 'the extensions of the cluster',
    rights: ['Microsoft.KubernetesConfiguration/extensions/read'],
    where: 'the cluster',
  },
  backupExtensions: {
    name: 'the backup extension',
    rights: ['Microsoft.KubernetesConfiguration/extensions/read'],
    where: 'the cluster',
  },
  nodeGroupIdentities: {
    name: 'the identities of the node resource group',
    rights: ['Microsoft.ManagedIdentity/userAssignedIdentities/read'],
    where: "the cluster's node resource group",
  },
  trustedAccessRoleBindings: {
    name: 'the Trusted Access bindings',
    rights: ['Microsoft.ContainerService/managedClusters/trustedAccessRoleBindings/read'],
    where: 'the cluster',
  },
  vault: { name: 'the vault', rights: ['Microsoft.DataProtection/backupVaults/read'], where: 'the vault' },
  protection: {
    name: 'the backup instances',
    rights: ['Microsoft.DataProtection/backupVaults/backupInstances/read'],
    where: 'the cluster and the vault',
  },
  recoveryPoints: {
    name: 'the recovery points',
    rights: [
      'Microsoft.DataProtection/backupVaults/backupInstances/read',
      'Microsoft.DataProtection/backupVaults/backupInstances/recoveryPoints/read',
    ],
    where: 'the vault',
  },
  backupPolicy: {
    name: 'the backup policy',
    rights: ['Microsoft.DataProtection/backupVaults/backupPolicies/read'],
    where: 'the vault',
  },
  confirmation: {
    name: 'the validation by Azure Backup',
    rights: ['Microsoft.DataProtection/backupVaults/validateForBackup/action'],
    where: 'the vault',
  },
  restoreDrill: {
    name: 'the restore drill',
    rights: ['Microsoft.DataProtection/backupVaults/backupInstances/validateRestore/action'],
    where: 'the vault',
  },
  drillTarget: {
    name: 'the target of the restore drill',
    rights: ['Microsoft.ContainerService/managedClusters/read'],
    where: 'the cluster that drills restore to',
  },
  readiness: { name: 'the state of the target', rights: [], where: 'the state that Backstay keeps' },
  storageAccount: {
    name: 'the storage account',
    rights: ['Microsoft.Storage/storageAccounts/read', 'Microsoft.Resources/subscriptions/read'],
    where: 'the storage account and its subscription',
  },
  blobContainer: {
    name: 'the blob container',
    rights: ['Microsoft.Storage/storageAccounts/blobServices/containers/read'],
    where: 'the storage account',
  },
  containerUsers: {
    name: 'the clusters that use the container',
    rights: ['Microsoft.KubernetesConfiguration/extensions/read'],
    where: 'the subscriptions of all clusters that could write to the storage account',
  },
  containerContents: {
    name: 'the contents of the container',
    rights: ['Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read'],
    where: 'the storage account, by a data role such as Storage Blob Data Reader',
  },
  stagingGroup: {
    name: 'the staging group',
    rights: ['Microsoft.Resources/subscriptions/resourceGroups/read'],
    where: 'the staging group',
  },
  stagingAccount: {
    name: 'the staging account',
    rights: ['Microsoft.Storage/storageAccounts/read'],
    where: 'the staging account',
  },
  snapshotGroup: {
    name: 'the snapshot group',
    rights: ['Microsoft.Resources/subscriptions/resourceGroups/read'],
    where: 'the snapshot group',
  },
  locks: {
    name: 'the locks',
    rights: ['Microsoft.Authorization/locks/read'],
    where: 'the subscriptions of the cluster, the vault, the snapshot group and the storage account',
  },
  vaultHoldings: {
    name: 'the roles of the vault',
    rights: [ASSIGNMENTS],
    where: 'the subscriptions of the cluster, the snapshot group and the storage account',
  },
  clusterHoldings: {
    name: 'the roles of the cluster',
    rights: [ASSIGNMENTS],
    where: "the snapshot group's subscription",
  },
  extensionHoldings: {
    name: 'the roles of the extension',
    rights: [ASSIGNMENTS],
    where: "the storage account's subscription",
  },
  operatorHoldings: {
    name: 'the roles of the operators',
    rights: [ASSIGNMENTS],
    where: 'the subscriptions of the cluster, the vault, the snapshot group and the storage account',
  },
  roleAssignmentCounts: {
    name: 'the number of role assignments',
    rights: [ASSIGNMENTS],
    where: 'the subscriptions of the cluster, the snapshot group and the storage account',
  },
  nodeNetwork: {
    name: 'the network of the nodes',
    rights: [
      'Microsoft.Network/virtualNetworks/read',
      'Microsoft.Network/virtualNetworks/subnets/read',
      'Microsoft.Network/routeTables/read',
      'Microsoft.Network/networkSecurityGroups/read',
    ],
    where:
      "the networks and subnets of the nodes, their route tables and security groups, and the cluster's node resource group",
  },
  egressFirewall: {
    name: 'the firewall of the nodes',
    rights: [
      'Microsoft.Network/azureFirewalls/read',
      'Microsoft.Network/firewallPolicies/read',
      'Microsoft.Network/firewallPolicies/ruleCollectionGroups/read',
    ],
    where:
      'the subscriptions of the network of the nodes, of the networks peered with it, and of the firewall policies',
  },
  storageEntrances: {
    name: 'the private endpoints of the storage account',
    rights: [
      'Microsoft.Network/privateEndpoints/read',
      'Microsoft.Network/privateEndpoints/privateDnsZoneGroups/read',
      'Microsoft.Network/privateDnsZones/read',
      'Microsoft.Network/privateDnsZones/A/read',
      'Microsoft.Network/privateDnsZones/virtualNetworkLinks/read',
      'Microsoft.Network/publicIPAddresses/read',
    ],
    where:
      "the private endpoints of the storage account, their private DNS zones, and the cluster's node resource group",
  },
  ownRights: {
    name: 'the rights of Backstay',
    rights: ['Microsoft.Authorization/permissions/read'],
    where: 'every scope that is to be written',
  },
  armPolicies: {
    name: 'the Azure policies',
    rights: [
      'Microsoft.Authorization/policyAssignments/read',
      'Microsoft.Authorization/policyDefinitions/read',
      'Microsoft.Authorization/policySetDefinitions/read',
      'Microsoft.Authorization/policyExemptions/read',
    ],
    where: "the cluster's subscription and the management groups above it",
  },
  gatekeeperPolicies: {
    name: 'the policies inside the cluster',
    rights: [
      'Microsoft.Authorization/policyAssignments/read',
      'Microsoft.Authorization/policyDefinitions/read',
      'Microsoft.Authorization/policySetDefinitions/read',
      'Microsoft.Authorization/policyExemptions/read',
    ],
    where: "the cluster's subscription and the management groups above it",
  },
  inspection: { name: 'the inside of the cluster', ...RUN_COMMAND },
  podIdentityInspection: { name: 'the pod identity exceptions', ...RUN_COMMAND },
};

/** A fact in words; a stored finding of an earlier version may name one that is no more. */
export function nameOfNeed(need: string): string {
  return (READ_BY as Readonly<Record<string, ReadBy>>)[need]?.name ?? need;
}

/** Steps for a person where a fact could not be read. */
export function giveRights(need: Need): Step {
  const { rights, where } = READ_BY[need];
  // A role of the owner's choice gives them.
  return decision(`Give Backstay's identity the right ${rights.join(' and ')} on ${where}.`, 'ownerChooses');
}
