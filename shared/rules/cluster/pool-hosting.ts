import type { Cluster, MachineGroup, NodePool } from '../../model/azure.ts';

/** Whether the pods of the extension run on a pool, now or once the autoscaler has added a node. */
export type Hosting =
  | { readonly hosts: 'yes' }
  | { readonly hosts: 'no'; readonly obstacle: string; readonly remedy?: 'scale' | 'start' }
  | { readonly hosts: 'unknown'; readonly obstacle: string };

/**
 * The extension needs a Linux node with x86-64 processors.
 * https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-backup-support-matrix
 */
export function hostingOf(pool: NodePool): Hosting {
  const kind = obstacleOfKind(pool);
  if (kind !== undefined) return { hosts: 'no', obstacle: kind };
  if (is(pool.powerState, 'stopped')) return { hosts: 'no', obstacle: 'stopped', remedy: 'start' };
  // Microsoft runs these nodes, and does not document which pods they take.
  if (is(pool.mode, 'managedsystem')) return { hosts: 'unknown', obstacle: 'managed by AKS' };
  return hostingOfMachines(pool);
}

/**
 * The pools that may run the pods: with node auto-provisioning, new nodes share the subnets of the
 * pools that are there.
 */
export function hostingPools(cluster: Cluster): readonly NodePool[] {
  if (provisionsNodes(cluster) !== 'no') return cluster.nodePools;
  return cluster.nodePools.filter((pool) => hostingOf(pool).hosts !== 'no');
}

/**
 * The default node pools of node auto-provisioning are Linux on x86-64.
 * https://learn.microsoft.com/azure/aks/node-auto-provisioning
 */
export function provisionsNodes({ nodeProvisioning }: Cluster): 'yes' | 'no' | 'unknown' {
  const { automaticSku, mode, defaultNodePools } = nodeProvisioning;
  if (!automaticSku && !is(mode, 'auto')) return 'no';
  return is(defaultNodePools, 'none') ? 'unknown' : 'yes';
}

/**
 * Whether the pod of a run-command can find a node. It tolerates no taint, not even that of system
 * pools, and has a minute to be scheduled, in which the autoscaler adds no node.
 * https://github.com/MicrosoftDocs/azure-docs/issues/99274
 */
export function mayRunCommands(cluster: Cluster): boolean {
  if (cluster.nodePools.length === 0 || provisionsNodes(cluster) !== 'no') return true;
  return cluster.nodePools.some((pool) => {
    const { osType, mode, priority, provisioningState, powerState, taints, count, machines } = pool;
    const isOfKind = !is(osType, 'windows') && !is(mode, 'gateway') && !is(priority, 'spot');
    const isThere = !is(provisioningState, 'deleting') && !is(powerState, 'stopped');
    const isEmpty = machines.length > 0 ? machines.every(({ most }) => most === 0) : count === 0;
    return isOfKind && isThere && !isEmpty && !taints.some(repels);
  });
}

/** Properties that more nodes do not change. */
function obstacleOfKind({ osType, mode, priority, fips, taints, provisioningState }: NodePool): string | undefined {
  if (is(osType, 'windows')) return 'Windows';
  if (is(mode, 'gateway')) return 'a gateway pool';
  // AKS gives these nodes the taint kubernetes.azure.com/scalesetpriority=spot:NoSchedule.
  if (is(priority, 'spot')) return 'a spot pool';
  // https://learn.microsoft.com/azure/aks/cluster-extensions: FIPS is not supported for Azure Backup.
  if (fips === true) return 'FIPS-enabled';
  if (is(provisioningState, 'deleting')) return 'being deleted';
  const taint = taints.find(keepsOut);
  return taint === undefined ? undefined : `taint ${taint}`;
}

function hostingOfMachines(pool: NodePool): Hosting {
  const groups = machineGroupsOf(pool);
  const fitting = groups.filter(({ vmSize }) => vmSize !== undefined && !isArm64(vmSize, pool));
  const hasNode = ({ most }: MachineGroup) => most !== undefined && most > 0;
  if (fitting.some(hasNode)) {
    return pool.osType === undefined
      ? { hosts: 'unknown', obstacle: 'no operating system returned' }
      : { hosts: 'yes' };
  }
  if (groups.length === 0 || groups.some(({ vmSize, most }) => vmSize === undefined && most !== 0)) {
    return { hosts: 'unknown', obstacle: 'no VM size returned' };
  }
  if (fitting.some(({ most }) => most === undefined)) return { hosts: 'unknown', obstacle: 'no node count returned' };
  if (fitting.length > 0) return { hosts: 'no', obstacle: 'no nodes', remedy: 'scale' };
  return { hosts: 'no', obstacle: `Arm64 (${groups.map(({ vmSize }) => vmSize).join(', ')})` };
}

function machineGroupsOf({ machines, vmSize, count, autoscalerMax }: NodePool): readonly MachineGroup[] {
  if (machines.length > 0) return machines;
  const counts = [count, autoscalerMax].filter((each) => each !== undefined);
  return [{ vmSize, most: counts.length === 0 ? undefined : Math.max(...counts) }];
}

/**
 * A `p` after the number of cores stands for Arm:
 * https://learn.microsoft.com/azure/virtual-machines/vm-naming-conventions
 */
function isArm64(vmSize: string, { imageVersion, machines }: NodePool): boolean {
  const [, features = ''] = /^[a-z]+_[a-z]+\d+(?:-\d+)?([a-z]*)/i.exec(vmSize) ?? [];
  // A pool of machines has nodes of several sizes, and one image version for all of them.
  const hasArmImage = machines.length === 0 && /arm64/i.test(imageVersion ?? '');
  return features.toLowerCase().includes('p') || hasArmImage;
}

/**
 * `PreferNoSchedule` is a wish. The extension tolerates `CriticalAddonsOnly` and no other taint.
 * https://learn.microsoft.com/azure/backup/aks-backup-faq
 */
function keepsOut(taint: string): boolean {
  return repels(taint) && !/^criticaladdonsonly[=:]/i.test(taint);
}

function repels(taint: string): boolean {
  return /:(noschedule|noexecute)$/i.test(taint);
}

function is(value: string | undefined, word: string): boolean {
  return value?.toLowerCase() === word;
}
