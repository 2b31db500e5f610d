import { describeExtensionFailure } from '../../faults/extension-failures.ts';
import type { OperationFailure } from '../../operations/operations.ts';
import { scopeLocked } from '../../server/locks.ts';
import type { ArmState } from '../../state/arm-state.ts';
import { readResourceId } from '../../state/resource-id.ts';
import type { Echoed } from '../../state/wire.ts';
import { scopeOfLock } from '../authorization/management-lock.ts';
import type { ManagedCluster } from '../container-service/managed-cluster.ts';
import { deniesOutbound } from '../network/outbound-rules.ts';

/**
 * Why an install in this cluster fails, in the service's words; `undefined` where nothing stands in its way.
 * https://learn.microsoft.com/azure/backup/azure-kubernetes-service-backup-troubleshoot
 */
export function findObstacle(state: ArmState, cluster: ManagedCluster): OperationFailure | undefined {
  const locked = lockOnNodeGroup(state, cluster);
  if (locked !== undefined) return failed(locked);
  if (!hasFittingPool(cluster)) return failed(describeExtensionFailure('postInstallTimeout'));
  return isKeptIn(state, cluster) ? failed(describeExtensionFailure('preInstallBackoff')) : undefined;
}

function failed(message: string): OperationFailure {
  return { code: 'ExtensionOperationFailed', message };
}

/** The identity of the extension is made in the node resource group. */
function lockOnNodeGroup({ managementLocks }: ArmState, { id, properties }: ManagedCluster): string | undefined {
  const { subscriptionId } = readResourceId(id);
  const group = `/subscriptions/${subscriptionId}/resourceGroups/${properties.nodeResourceGroup}`;
  const lock = managementLocks
    .all()
    .find((one) => one.properties.level === 'ReadOnly' && scopeOfLock(one).toLowerCase() === group.toLowerCase());
  return lock && scopeLocked(group, 'write', [group]).message;
}

/** Node auto-provisioning makes nodes for pods that wait. */
function provisionsNodes({ properties, sku }: ManagedCluster): boolean {
  const provisioning = (properties.nodeProvisioningProfile ?? {}) as Echoed;
  return provisioning.mode === 'Auto' || sku.name === 'Automatic';
}

function hasFittingPool(cluster: ManagedCluster): boolean {
  return provisionsNodes(cluster) || cluster.properties.agentPoolProfiles.some(isFitting);
}

/** Pods of the extension run on Linux with x64 processors, and tolerate the taint of system pools only. */
function isFitting(pool: Echoed): boolean {
  if (pool.mode === 'ManagedSystem') return true;
  // Nodes of both have a taint that is not returned.
  const isSpecial = pool.mode === 'Gateway' || pool.scaleSetPriority === 'Spot';
  const isLinux = String(pool.osType ?? 'Linux').toLowerCase() === 'linux';
  const isArm64 = String(pool.nodeImageVersion ?? '').includes('arm64');
  const taints = Array.isArray(pool.nodeTaints) ? pool.nodeTaints.map(String) : [];
  const isTainted = taints.some(
    (taint) => !taint.startsWith('CriticalAddonsOnly') && !taint.endsWith('PreferNoSchedule'),
  );
  const isPoweredOff = (pool.powerState as Echoed | undefined)?.code === 'Stopped';
  const canHaveNodes = (pool.count !== 0 || pool.enableAutoScaling === true) && !isPoweredOff;
  return isLinux && !isArm64 && !isTainted && !isSpecial && canHaveNodes;
}

/** Whether no node that can run the pods gets out to one of the services that an install needs. */
function isKeptIn(state: ArmState, cluster: ManagedCluster): boolean {
  const pools = cluster.properties.agentPoolProfiles.filter((pool) => provisionsNodes(cluster) || isFitting(pool));
  const region = cluster.location.toLowerCase().replaceAll(' ', '');
  return pools.every(({ vnetSubnetID }) => {
    const subnet = typeof vnetSubnetID === 'string' ? state.subnets.get(vnetSubnetID) : undefined;
    return subnet !== undefined && servicesOfInstall(region).some((tags) => deniesOutbound(state, subnet, tags));
  });
}

/**
 * The service tags that hold all addresses of each service.
 * https://learn.microsoft.com/azure/virtual-network/service-tags-overview#available-service-tags
 */
function servicesOfInstall(region: string): readonly (readonly string[])[] {
  return [
    ['AzureCloud', 'MicrosoftContainerRegistry'],
    ['AzureCloud', 'AzureResourceManager'],
    ['AzureCloud', 'AzureActiveDirectory'],
    ['AzureCloud', `AzureCloud.${region}`],
  ];
}
