import type { Need } from '../model/fact.ts';

/** The right that a fact is read by, and where it is needed: said when it could not be read, and on the pages of the rules. */
export interface ReadBy {
  readonly right: string;
  readonly where: string;
}

const RUN_COMMAND: ReadBy = {
  right:
    'Microsoft.ContainerService/managedClusters/runCommand/action and Microsoft.ContainerService/managedClusters/commandResults/read',
  where: 'the cluster',
};

export const READ_BY: { readonly [N in Need]: ReadBy } = {
  cluster: { right: 'Microsoft.ContainerService/managedClusters/read', where: 'the cluster' },
  kubernetesConfigurationProvider: {
    right: 'Microsoft.Resources/subscriptions/providers/read',
    where: "the cluster's subscription",
  },
  backupExtensions: { right: 'Microsoft.KubernetesConfiguration/extensions/read', where: 'the cluster' },
  trustedAccessRoleBindings: {
    right: 'Microsoft.ContainerService/managedClusters/trustedAccessRoleBindings/read',
    where: 'the cluster',
  },
  vault: { right: 'Microsoft.DataProtection/backupVaults/read', where: 'the vault' },
  storageAccount: { right: 'Microsoft.Storage/storageAccounts/read', where: 'the storage account' },
  vaultHoldings: {
    right: 'Microsoft.Authorization/roleAssignments/read',
    where: 'the subscriptions of the cluster, the snapshot group and the storage account',
  },
  clusterHoldings: {
    right: 'Microsoft.Authorization/roleAssignments/read',
    where: "the snapshot group's subscription",
  },
  extensionHoldings: {
    right: 'Microsoft.Authorization/roleAssignments/read',
    where: "the storage account's subscription",
  },
  inspection: RUN_COMMAND,
  podIdentityInspection: RUN_COMMAND,
};
