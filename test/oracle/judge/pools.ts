import { isInstalled } from './extension.ts';
import { at, cannot, type Doubt, find, listAt, numberAt, textAt, textsAt, unknown, type World } from './world.ts';

/**
 * Whether the pods of the extension find a node in a pool, now or once the autoscaler has made one.
 */
export type Hosting = 'yes' | 'no' | 'unknown';

/**
 * The extension needs a Linux node with x86 processors: support matrix of 2026-01-06 ("Linux x86
 * only, mixed clusters are fine when one Linux x86 pool is there").
 */
export function* judgePools(world: World): Generator<Doubt> {
  const cluster = find(world, world.arrangement.cluster);
  if (cluster === undefined || bringsNodes(cluster) === 'yes') return;
  const pools = listAt(cluster, 'properties.agentPoolProfiles');
  const hostings = pools.map(hostingOf);
  if (hostings.includes('yes')) return;
  if (pools.length === 0 || hostings.includes('unknown') || bringsNodes(cluster) === 'unknown') {
    // The pods of an installed extension have found a node.
    if (!isInstalled(world)) yield unknown('No pool is known to take the pods of the extension.');
  } else {
    yield cannot('No pool takes the pods of the extension.');
  }
}

/**
 * Node auto-provisioning makes nodes for pods that wait; AKS Automatic always has it. Its default
 * pools are Linux on amd64.
 * https://learn.microsoft.com/azure/aks/node-autoprovision-node-pools
 */
export function bringsNodes(cluster: unknown): Hosting {
  const mode = textAt(cluster, 'properties.nodeProvisioningProfile.mode');
  const isAutomatic = textAt(cluster, 'sku.name') === 'Automatic';
  if (mode !== 'Auto' && !isAutomatic) return 'no';
  // "None": nodes come only from pools that a person made inside the cluster, which Resource
  // Manager does not see.
  return textAt(cluster, 'properties.nodeProvisioningProfile.defaultNodePools') === 'None' ? 'unknown' : 'yes';
}

/** The pools that may run the pods. Those of which it is not known count only without others. */
export function hostingPools(cluster: unknown): readonly unknown[] {
  const pools = listAt(cluster, 'properties.agentPoolProfiles');
  if (bringsNodes(cluster) !== 'no') return pools;
  const known = pools.filter((pool) => hostingOf(pool) === 'yes');
  return known.length > 0 ? known : pools.filter((pool) => hostingOf(pool) === 'unknown');
}

export function hostingOf(pool: unknown): Hosting {
  const osType = textAt(pool, 'osType');
  if (osType === 'Windows') return 'no';
  // Nodes of gateway pools carry traffic only, and have a taint of their own.
  if (textAt(pool, 'mode') === 'Gateway') return 'no';
  // AKS spot nodes have the taint kubernetes.azure.com/scalesetpriority=spot:NoSchedule, whether it
  // is returned or not.
  if (textAt(pool, 'scaleSetPriority') === 'Spot') return 'no';
  // https://learn.microsoft.com/azure/aks/cluster-extensions (2025-09): Azure Backup does not support FIPS nodes.
  if (at(pool, 'enableFIPS') === true) return 'no';
  if (textsAt(pool, 'nodeTaints').some(keepsOut)) return 'no';
  if (textAt(pool, 'powerState.code') === 'Stopped') return 'no';
  if (textAt(pool, 'provisioningState') === 'Deleting') return 'no';
  // Microsoft runs these nodes, and what they take is not documented.
  if (textAt(pool, 'mode') === 'ManagedSystem') return 'unknown';

  const sizes = sizesOf(pool);
  const amd64 = sizes.filter(({ size }) => size !== undefined && !isArm64(size));
  const hasArm64Image = /arm64/i.test(textAt(pool, 'nodeImageVersion') ?? '');
  if (textAt(pool, 'type') !== 'VirtualMachines' && hasArm64Image) return 'no';
  if (amd64.some(({ nodes }) => nodes > 0) && osType === 'Linux') return 'yes';
  const isUnsaid = sizes.length === 0 || sizes.some(({ size, nodes }) => size === undefined && nodes > 0);
  return isUnsaid || (osType === undefined && amd64.some(({ nodes }) => nodes > 0)) ? 'unknown' : 'no';
}

interface Size {
  readonly size: string | undefined;
  /** The most that there are now or that the autoscaler may make. */
  readonly nodes: number;
}

/** A pool of type VirtualMachines says its sizes in its own profile, all others in `vmSize`. */
function sizesOf(pool: unknown): readonly Size[] {
  const scale = at(pool, 'virtualMachinesProfile.scale');
  const machines = [
    ...listAt(scale, 'manual').map((each) => ({ size: textAt(each, 'size'), nodes: numberAt(each, 'count') ?? 0 })),
    ...listAt(scale, 'autoscale').map((each) => ({
      size: textAt(each, 'size'),
      nodes: numberAt(each, 'maxCount') ?? 0,
    })),
  ];
  if (machines.length > 0) return machines;
  // The autoscaler makes nodes for pods that wait, from none on.
  const limit = at(pool, 'enableAutoScaling') === true ? (numberAt(pool, 'maxCount') ?? 0) : 0;
  const count = numberAt(pool, 'count');
  if (count === undefined && limit === 0) return [];
  return [{ size: textAt(pool, 'vmSize'), nodes: Math.max(count ?? 0, limit) }];
}

/**
 * A "p" among the letters behind the number of processors:
 * https://learn.microsoft.com/azure/virtual-machines/vm-naming-conventions
 */
function isArm64(size: string): boolean {
  return /^[a-z]+_[a-z]+\d+(-\d+)?[a-z]*p/i.test(size);
}

/**
 * FAQ of AKS backup (2025-04-14): the pods of the extension tolerate CriticalAddonsOnly, and no
 * other taint.
 */
function keepsOut(taint: string): boolean {
  return /:(NoSchedule|NoExecute)$/i.test(taint) && !/^CriticalAddonsOnly(=|:)/i.test(taint);
}
