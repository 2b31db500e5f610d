import type { Echoed } from '../../state/wire.ts';

/** AKS's defaults for a new cluster. */
export const CLUSTER_DEFAULTS = {
  enableRBAC: true,
  supportPlan: 'KubernetesOfficial',
  disableLocalAccounts: false,
};

/**
 * https://learn.microsoft.com/azure/aks/intro-aks-automatic: nodes are made on demand, and their
 * group is locked to others.
 */
export const AUTOMATIC_DEFAULTS = {
  nodeProvisioningProfile: { mode: 'Auto', defaultNodePools: 'Auto' },
  nodeResourceGroupProfile: { restrictionLevel: 'ReadOnly' },
};

export const STORAGE_DEFAULTS = {
  diskCSIDriver: { enabled: true },
  fileCSIDriver: { enabled: true },
  snapshotController: { enabled: true },
};

const POD_NETWORK = { podCidr: '10.244.0.0/16', podCidrs: ['10.244.0.0/16'] };

/** https://learn.microsoft.com/azure/aks/concepts-network-cni-overview */
export function networkDefaults(wish: Echoed): Echoed {
  const plugin = wish.networkPlugin ?? 'azure';
  const isOverlay = wish.networkPlugin === undefined || wish.networkPluginMode === 'overlay';
  return {
    networkPlugin: plugin,
    ...(plugin === 'azure' && isOverlay && { networkPluginMode: 'overlay' }),
    ...((plugin === 'kubenet' || isOverlay) && POD_NETWORK),
    networkPolicy: 'none',
    networkDataplane: 'azure',
    loadBalancerSku: 'standard',
    ...((wish.outboundType ?? 'loadBalancer') === 'loadBalancer' && {
      outboundType: 'loadBalancer',
      loadBalancerProfile: { managedOutboundIPs: { count: 1 }, backendPoolType: 'NodeIPConfiguration' },
    }),
    serviceCidr: '10.0.0.0/16',
    serviceCidrs: ['10.0.0.0/16'],
    dnsServiceIP: '10.0.0.10',
    ipFamilies: ['IPv4'],
  };
}

/** https://learn.microsoft.com/azure/aks/private-clusters */
export function apiServerDefaults(wish: Echoed): Echoed {
  return wish.enablePrivateCluster === true ? { privateDNSZone: 'system', enablePrivateClusterPublicFQDN: true } : {};
}
