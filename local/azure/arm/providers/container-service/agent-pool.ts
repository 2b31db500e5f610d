import type { Echoed } from '../../state/wire.ts';
import type { ManagedCluster } from './managed-cluster.ts';

/** The subnets that the client chose for its pools; none where AKS is to make one. */
export function subnetsOfPools({ properties }: ManagedCluster): readonly string[] {
  return properties.agentPoolProfiles.flatMap(({ vnetSubnetID }) =>
    typeof vnetSubnetID === 'string' ? [vnetSubnetID] : [],
  );
}

/** Fields that only AKS writes. */
const READ_ONLY = ['eTag', 'status', 'virtualMachineNodesStatus'];

/** A node pool as the client asked for it, with what AKS decides where the client said nothing. */
export function withPoolDefaults(pool: Echoed, currentKubernetesVersion: string): Echoed {
  const osType = pool.osType ?? 'Linux';
  const wish = Object.entries(pool).filter(([name, value]) => value !== null && !READ_ONLY.includes(name));
  return {
    ...sizeDefaults(pool),
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
    powerState: { code: 'Running' },
    ...Object.fromEntries(wish),
    currentOrchestratorVersion: currentKubernetesVersion,
    nodeImageVersion: `AKS${imageOf(osType, pool.vmSize)}-202610.15.0`,
    provisioningState: 'Succeeded',
  };
}

/**
 * Pools of virtual machines have their sizes in a profile of their own, and those that Microsoft
 * runs have none.
 */
function sizeDefaults({ mode, virtualMachinesProfile }: Echoed): Echoed {
  const hasNone = mode === 'ManagedSystem' || (virtualMachinesProfile ?? undefined) !== undefined;
  return hasNone ? {} : { count: 1, vmSize: 'Standard_D4ds_v5' };
}

/**
 * Arm64 sizes have a p behind the number of cores:
 * https://learn.microsoft.com/azure/virtual-machines/vm-naming-conventions
 */
function imageOf(osType: unknown, vmSize: unknown): string {
  if (osType === 'Windows') return 'Windows-2022';
  return /^standard_[a-z]+\d+[a-z]*p/i.test(String(vmSize))
    ? 'Ubuntu-2204gen2arm64containerd'
    : 'Ubuntu-2204gen2containerd';
}
