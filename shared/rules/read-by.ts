import type { Need } from '../model/fact.ts';

/** The right that a fact is read by, and where it is needed: said when it could not be read, and on the pages of the rules. */
export interface ReadBy {
  readonly right: string;
  readonly where: string;
}

const PROVIDERS = 'Microsoft.Resources/subscriptions/providers/read';
const ASSIGNMENTS = 'Microsoft.Authorization/roleAssignments/read';
const RUN_COMMAND: ReadBy = {
  right:
    'Microsoft.ContainerService/managedClusters/runCommand/action and Microsoft.ContainerService/managedClusters/commandResults/read',
  where: 'the cluster',
};

export const READ_BY: { readonly [N in Need]: ReadBy } = {
  cluster: { right: 'Microsoft.ContainerService/managedClusters/read', where: 'the cluster' },
  kubernetesVersions: {
    right: 'Microsoft.ContainerService/locations/kubernetesVersions/read',
    where: "the cluster's subscription",
  },
  kubernetesConfigurationProvider: { right: PROVIDERS, where: "the cluster's subscription" },
  containerServiceProvider: { right: PROVIDERS, where: "the cluster's subscription" },
  dataProtectionProvider: { right: PROVIDERS, where: "the vault's subscription" },
  backupExtensions: { right: 'Microsoft.KubernetesConfiguration/extensions/read', where: 'the cluster' },
  trustedAccessRoleBindings: {
    right: 'Microsoft.ContainerService/managedClusters/trustedAccessRoleBindings/read',
    where: 'the cluster',
  },
  vault: { right: 'Microsoft.DataProtection/backupVaults/read', where: 'the vault' },
  storageAccount: { right: 'Microsoft.Storage/storageAccounts/read', where: 'the storage account' },
  blobContainer: {
    right: 'Microsoft.Storage/storageAccounts/blobServices/containers/read',
    where: 'the storage account',
  },
  containerUsers: {
    right: 'Microsoft.KubernetesConfiguration/extensions/read',
    where: "the storage account's subscription",
  },
  containerContents: {
    right: 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read',
    where: 'the storage account, by a data role such as Storage Blob Data Reader',
  },
  snapshotGroup: { right: 'Microsoft.Resources/subscriptions/resourceGroups/read', where: 'the snapshot group' },
  locks: {
    right: 'Microsoft.Authorization/locks/read',
    where: 'the subscriptions of the cluster, the vault, the snapshot group and the storage account',
  },
  vaultHoldings: {
    right: ASSIGNMENTS,
    where: 'the subscriptions of the cluster, the snapshot group and the storage account',
  },
  clusterHoldings: {
    right: ASSIGNMENTS,
    where: "the snapshot group's subscription",
  },
  extensionHoldings: {
    right: ASSIGNMENTS,
    where: "the storage account's subscription",
  },
  operatorHoldings: {
    right: ASSIGNMENTS,
    where: 'the subscriptions of the cluster, the vault, the snapshot group and the storage account',
  },
  nodeNetwork: {
    right: 'Microsoft.Network/*/read',
    where: "the subnets of the nodes, their route tables and security groups, and the cluster's node resource group",
  },
  egressFirewall: {
    right: 'Microsoft.Network/*/read',
    where:
      'the subscriptions of the network of the nodes, of the networks peered with it, and of the firewall policies',
  },
  ownRights: { right: 'Microsoft.Authorization/permissions/read', where: 'every scope that is to be written' },
  gatekeeperPolicies: {
    // policyAssignments, policySetDefinitions, policyDefinitions and policyExemptions.
    right: 'Microsoft.Authorization/*/read',
    where: "the cluster's subscription and the management groups above it",
  },
  inspection: RUN_COMMAND,
  podIdentityInspection: RUN_COMMAND,
};
