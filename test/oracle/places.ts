import { MANAGEMENT_GROUP_ID } from '../../local/azure/arm/state/management-group.ts';
import { SUBSCRIPTION_ID } from '../../local/demo/world.ts';

const SUBSCRIPTION = `/subscriptions/${SUBSCRIPTION_ID}`;

/** The group of an odd cluster's vault, account and network. */
export const GROUP_ID = `${SUBSCRIPTION}/resourceGroups/rg-odd`;

/** Where everything of an odd cluster is. */
export function places(snapshots: 'own' | 'absent' | 'ofNodes') {
  const clusterGroup = `${SUBSCRIPTION}/resourceGroups/rg-odd-cluster`;
  const nodeGroup = `${SUBSCRIPTION}/resourceGroups/MC_rg-odd-cluster_aks-odd`;
  const account = `${GROUP_ID}/providers/Microsoft.Storage/storageAccounts/stodd`;
  const network = `${GROUP_ID}/providers/Microsoft.Network/virtualNetworks/vnet-odd`;
  const stagingGroup = `${SUBSCRIPTION}/resourceGroups/rg-odd-staging`;
  return {
    subscription: SUBSCRIPTION,
    clusterGroup,
    backupGroup: GROUP_ID,
    nodeGroup,
    snapshotGroup: snapshots === 'ofNodes' ? nodeGroup : `${SUBSCRIPTION}/resourceGroups/rg-odd-snapshots`,
    cluster: `${clusterGroup}/providers/Microsoft.ContainerService/managedClusters/aks-odd`,
    otherCluster: `${clusterGroup}/providers/Microsoft.ContainerService/managedClusters/aks-other`,
    vault: `${GROUP_ID}/providers/Microsoft.DataProtection/backupVaults/bv-odd`,
    otherVault: `${GROUP_ID}/providers/Microsoft.DataProtection/backupVaults/bv-other`,
    account,
    container: `${account}/blobServices/default/containers/odd`,
    network,
    subnet: `${network}/subnets/nodes`,
    hub: `${GROUP_ID}/providers/Microsoft.Network/virtualNetworks/vnet-hub`,
    endpoint: `${GROUP_ID}/providers/Microsoft.Network/privateEndpoints/pe-odd`,
    zone: `${GROUP_ID}/providers/Microsoft.Network/privateDnsZones/privatelink.blob.core.windows.net`,
    stagingGroup,
    stagingAccount: `${stagingGroup}/providers/Microsoft.Storage/storageAccounts/stoddstaging`,
    managementGroup: MANAGEMENT_GROUP_ID,
  };
}
