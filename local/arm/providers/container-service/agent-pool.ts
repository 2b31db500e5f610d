import type { Echoed } from '../../state/wire.ts';
import type { ManagedCluster } from './managed-cluster.ts';

/** The subnets that the client chose for its pools; none where AKS is to make one. */
export function subnetsOfPools({ properties }: ManagedCluster): readonly string[] {
  return properties.agentPoolProfiles.flatMap(({ vnetSubnetID }) =>
    typeof vnetSubnetID === 'string' ? [vnetSubnetID] : [],
  );
}

/** A node pool as the client asked for it, with what AKS decides where the client said nothing. */
export function withPoolDefaults(pool: Echoed, currentKubernetesVersion: string): Echoed {
  const osType = pool.osType ?? 'Linux';
  return {
    count: 1,
    vmSize: 'Standard_D4ds_v5',
    osDiskSizeGB: 128,
    osDiskType: 'Managed',
    kubeletDiskType: 'OS',
    maxPods: 110,
    type: 'VirtualMachineScaleSets',
    enableAutoScaling: false,
    mode: 'System',
    osType,
    osSKU: osType === 'Windows' ? 'Windows2022' : 'Ubuntu',
    orchestratorVersion: currentKubernetesVersion,
    ...pool,
    currentOrchestratorVersion: currentKubernetesVersion,
    nodeImageVersion: `AKS${imageOf(osType, pool.vmSize)}-202610.15.0`,
    provisioningState: 'Succeeded',
    powerState: { code: 'Running' },
  };
}

/** Arm64 sizes have a p behind the number of cores: https://learn.microsoft.com/azure/virtual-machines/vm-naming-conventions */
function imageOf(osType: unknown, vmSize: unknown): string {
  if (osType === 'Windows') return 'Windows-2022';
  return /^standard_[a-z]+\d+[a-z]*p/i.test(String(vmSize))
    ? 'Ubuntu-2204gen2arm64containerd'
    : 'Ubuntu-2204gen2containerd';
}
