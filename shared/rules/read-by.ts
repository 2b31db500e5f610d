import type { Need } from '../model/fact.ts';
import type { Step } from '../model/step.ts';
import { decision } from '../steps/step.ts';

/**
 * The rights that a fact is read by, and where they are needed: said when it could not be read, and
 * on the pages of the rules.
 */
export interface ReadBy {
  readonly rights: readonly string[];
  readonly where: string;
}

const PROVIDERS = 'Microsoft.Resources/subscriptions/providers/read';
const ASSIGNMENTS = 'Microsoft.Authorization/roleAssignments/read';
const RUN_COMMAND: ReadBy = {
  rights: [
    'Microsoft.ContainerService/managedClusters/runCommand/action',
    'Microsoft.ContainerService/managedClusters/commandResults/read',
  ],
  where: 'the cluster',
};

export const READ_BY: { readonly [N in Need]: ReadBy } = {
  cluster: { rights: ['Microsoft.ContainerService/managedClusters/read'], where: 'the cluster' },
  kubernetesVersions: {
    rights: ['Microsoft.ContainerService/locations/kubernetesVersions/read'],
    where: "the cluster's subscription",
  },
  kubernetesConfigurationProvider: { rights: [PROVIDERS], where: "the cluster's subscription" },
  containerServiceProvider: { rights: [PROVIDERS], where: "the cluster's subscription" },
  dataProtectionProvider: { rights: [PROVIDERS], where: "the vault's subscription" },
  extensions: { rights: ['Microsoft.KubernetesConfiguration/extensions/read'], where: 'the cluster' },
  backupExtensions: { rights: ['Microsoft.KubernetesConfiguration/extensions/read'], where: 'the cluster' },
  nodeGroupIdentities: {
    rights: ['Microsoft.ManagedIdentity/userAssignedIdentities/read'],
    where: "the cluster's node resource group",
  },
  trustedAccessRoleBindings: {
    rights: ['Microsoft.ContainerService/managedClusters/trustedAccessRoleBindings/read'],
    where: 'the cluster',
  },
  vault: { rights: ['Microsoft.DataProtection/backupVaults/read'], where: 'the vault' },
  protection: {
    rights: ['Microsoft.DataProtection/backupVaults/backupInstances/read'],
    where: 'the cluster and the vault',
  },
  recoveryPoints: {
    rights: [
      'Microsoft.DataProtection/backupVaults/backupInstances/read',
      'Microsoft.DataProtection/backupVaults/backupInstances/recoveryPoints/read',
    ],
    where: 'the vault',
  },
  backupPolicy: { rights: ['Microsoft.DataProtection/backupVaults/backupPolicies/read'], where: 'the vault' },
  confirmation: { rights: ['Microsoft.DataProtection/backupVaults/validateForBackup/action'], where: 'the vault' },
  restoreDrill: {
    rights: ['Microsoft.DataProtection/backupVaults/backupInstances/validateRestore/action'],
    where: 'the vault',
  },
  drillTarget: {
    rights: ['Microsoft.ContainerService/managedClusters/read'],
    where: 'the cluster that drills restore to',
  },
  readiness: { rights: [], where: 'the state that Backstay keeps' },
  storageAccount: {
    rights: ['Microsoft.Storage/storageAccounts/read', 'Microsoft.Resources/subscriptions/read'],
    where: 'the storage account and its subscription',
  },
  blobContainer: {
    rights: ['Microsoft.Storage/storageAccounts/blobServices/containers/read'],
    where: 'the storage account',
  },
  containerUsers: {
    rights: ['Microsoft.KubernetesConfiguration/extensions/read'],
    where: 'the subscriptions of all clusters that could write to the storage account',
  },
  containerContents: {
    rights: ['Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read'],
    where: 'the storage account, by a data role such as Storage Blob Data Reader',
  },
  stagingGroup: { rights: ['Microsoft.Resources/subscriptions/resourceGroups/read'], where: 'the staging group' },
  stagingAccount: { rights: ['Microsoft.Storage/storageAccounts/read'], where: 'the staging account' },
  snapshotGroup: { rights: ['Microsoft.Resources/subscriptions/resourceGroups/read'], where: 'the snapshot group' },
  locks: {
    rights: ['Microsoft.Authorization/locks/read'],
    where: 'the subscriptions of the cluster, the vault, the snapshot group and the storage account',
  },
  vaultHoldings: {
    rights: [ASSIGNMENTS],
    where: 'the subscriptions of the cluster, the snapshot group and the storage account',
  },
  clusterHoldings: {
    rights: [ASSIGNMENTS],
    where: "the snapshot group's subscription",
  },
  extensionHoldings: {
    rights: [ASSIGNMENTS],
    where: "the storage account's subscription",
  },
  operatorHoldings: {
    rights: [ASSIGNMENTS],
    where: 'the subscriptions of the cluster, the vault, the snapshot group and the storage account',
  },
  roleAssignmentCounts: {
    rights: [ASSIGNMENTS],
    where: 'the subscriptions of the cluster, the snapshot group and the storage account',
  },
  nodeNetwork: {
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
    rights: [
      'Microsoft.Network/azureFirewalls/read',
      'Microsoft.Network/firewallPolicies/read',
      'Microsoft.Network/firewallPolicies/ruleCollectionGroups/read',
    ],
    where:
      'the subscriptions of the network of the nodes, of the networks peered with it, and of the firewall policies',
  },
  storageEntrances: {
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
  ownRights: { rights: ['Microsoft.Authorization/permissions/read'], where: 'every scope that is to be written' },
  armPolicies: {
    rights: [
      'Microsoft.Authorization/policyAssignments/read',
      'Microsoft.Authorization/policyDefinitions/read',
      'Microsoft.Authorization/policySetDefinitions/read',
      'Microsoft.Authorization/policyExemptions/read',
    ],
    where: "the cluster's subscription and the management groups above it",
  },
  gatekeeperPolicies: {
    rights: [
      'Microsoft.Authorization/policyAssignments/read',
      'Microsoft.Authorization/policyDefinitions/read',
      'Microsoft.Authorization/policySetDefinitions/read',
      'Microsoft.Authorization/policyExemptions/read',
    ],
    where: "the cluster's subscription and the management groups above it",
  },
  inspection: RUN_COMMAND,
  podIdentityInspection: RUN_COMMAND,
};

/** Steps for a person where a fact could not be read. */
export function giveRights(need: Need): Step {
  const { rights, where } = READ_BY[need];
  // A role of the owner's choice gives them.
  return decision(`Give Backstay's identity the right ${rights.join(' and ')} on ${where}.`, 'ownerChooses');
}
