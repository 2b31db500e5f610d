import { describeExtensionFailure, type ExtensionFailureCause } from '../../faults/extension-failures.ts';
import type { OperationFailure } from '../../operations/operations.ts';
import type { Platform } from '../../platform.ts';
import { scopeLocked } from '../../server/locks.ts';
import type { ArmState } from '../../state/arm-state.ts';
import { readResourceId } from '../../state/resource-id.ts';
import type { Echoed } from '../../state/wire.ts';
import { scopeOfLock } from '../authorization/management-lock.ts';
import { activePoliciesAt } from '../authorization/policy/active-policies.ts';
import { findDenial } from '../authorization/policy/policy-effects.ts';
import type { ManagedCluster } from '../container-service/managed-cluster.ts';
import { blockOfEgress, type EgressBlock } from '../network/egress.ts';
import type { Subnet } from '../network/network-resource.ts';
import type { Service } from '../network/service.ts';

/**
 * Why an install in this cluster fails, in the service's words; `undefined` where nothing stands in
 * its way.
 * https://learn.microsoft.com/azure/backup/azure-kubernetes-service-backup-troubleshoot
 */
export function findObstacle(platform: Platform, cluster: ManagedCluster): Obstacle | undefined {
  const { state } = platform;
  // An extension gets an identity beside that of the cluster; a service principal has none. How it
  // ends is assumed.
  if (cluster.identity === undefined || cluster.identity.type === 'None') {
    return { ...failed(describeExtensionFailure('postInstallTimeout')), hangs: true };
  }
  const refused = lockOnNodeGroup(state, cluster) ?? policyOnNodeGroup(platform, cluster);
  if (refused !== undefined) return failed(refused);
  if (!hasFittingPool(cluster)) return failed(describeExtensionFailure('postInstallTimeout'));
  if (isDeniedByGatekeeper(platform, cluster)) return failed(describeExtensionFailure('gatekeeperDenied'));
  return findEgressObstacle(state, cluster);
}

/** Why an install fails, and whether it stays in Creating until the service gives up. */
export interface Obstacle extends OperationFailure {
  readonly hangs?: true;
}

function failed(message: string): Obstacle {
  return { code: 'ExtensionOperationFailed', message };
}

/** The identity of the extension is a resource like others: a policy can refuse it. */
function policyOnNodeGroup(platform: Platform, { id, name, location, properties }: ManagedCluster): string | undefined {
  const { subscriptionId } = readResourceId(id);
  const group = `/subscriptions/${subscriptionId}/resourceGroups/${properties.nodeResourceGroup}`;
  const type = 'Microsoft.ManagedIdentity/userAssignedIdentities';
  const identity = { id: `${group}/providers/${type}/ext-${name}`, type, location, name: `ext-${name}` };
  return findDenial(platform, identity)?.message;
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

/**
 * Pods of the extension run on Linux with x64 processors, and tolerate the taint of system pools
 * only.
 */
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

/** The obstacle between all nodes that can run the pods and a service that an install needs. */
function findEgressObstacle(state: ArmState, cluster: ManagedCluster): Obstacle | undefined {
  const pools = cluster.properties.agentPoolProfiles.filter((pool) => provisionsNodes(cluster) || isFitting(pool));
  const region = cluster.location.toLowerCase().replaceAll(' ', '');
  const obstacles = pools.map(({ vnetSubnetID }) => {
    const subnet = typeof vnetSubnetID === 'string' ? state.subnets.get(vnetSubnetID) : undefined;
    return subnet && obstacleIn(state, subnet, region);
  });
  return obstacles.includes(undefined) ? undefined : obstacles[0];
}

function obstacleIn(state: ArmState, subnet: Subnet, region: string): Obstacle | undefined {
  const closedZone = findClosedZone(state, subnet);
  if (closedZone !== undefined) return failed(describeExtensionFailure(closedZone, region));
  const blocks = servicesOfInstall(region).map((service) => [service, blockOfEgress(state, subnet, service)] as const);
  const isBlockedBy = (by: EgressBlock) => blocks.find(([, block]) => block === by);
  if (isBlockedBy('securityGroup')) return failed(describeExtensionFailure('preInstallBackoff'));
  // The agents hear of no work at all, so the service waits for them.
  if (isBlockedBy('route')) return { ...failed(describeExtensionFailure('postInstallTimeout')), hangs: true };
  const behindFirewall = isBlockedBy('firewall');
  if (behindFirewall === undefined) return undefined;
  const isConfiguration = behindFirewall[0].host.endsWith('.dp.kubernetesconfiguration.azure.com');
  return failed(describeExtensionFailure(isConfiguration ? 'endpointUnresolved' : 'postInstallTimeout', region));
}

/**
 * Names of the configuration service that a private DNS zone of the network has: those of Arc lead
 * to a private endpoint that takes no traffic of AKS, and a zone without records to nothing.
 */
function findClosedZone(state: ArmState, { id }: Subnet): ExtensionFailureCause | undefined {
  const network = id.replace(/\/subnets\/[^/]+$/i, '').toLowerCase();
  const zones = state.virtualNetworkLinks
    .all()
    .filter(
      ({ properties }) => (properties.virtualNetwork as Echoed | undefined)?.id?.toString().toLowerCase() === network,
    )
    .map((link) => link.id.split('/').at(-3)?.toLowerCase());
  if (zones.includes('privatelink.dp.kubernetesconfiguration.azure.com')) return 'privateEndpointUnauthorized';
  return zones.includes('dp.kubernetesconfiguration.azure.com') ? 'endpointUnresolved' : undefined;
}

/**
 * Of the names on Microsoft's page of prerequisites; login.microsoftonline.com is on that of
 * extensions only, so no install is refused for it.
 * https://learn.microsoft.com/azure/virtual-network/service-tags-overview#available-service-tags
 */
function servicesOfInstall(region: string): readonly Service[] {
  return [
    { host: `${region}.dp.kubernetesconfiguration.azure.com`, tags: ['AzureCloud', `AzureCloud.${region}`] },
    { host: 'mcr.microsoft.com', tags: ['AzureCloud', 'MicrosoftContainerRegistry'] },
    { host: 'management.azure.com', tags: ['AzureCloud', 'AzureResourceManager'] },
  ];
}

/**
 * The constraint for images of Azure Policy, in clusters with its add-on. Of other constraints it
 * is not known whether the pods meet them.
 */
const ALLOWED_IMAGES = 'febd0533-8e55-448f-b837-bd0e06f16469';
const NAMESPACE = 'dataprotection-microsoft';
const IMAGE = 'mcr.microsoft.com/azurebackup/aks-backup-extension';

function isDeniedByGatekeeper(platform: Platform, { id, properties }: ManagedCluster): boolean {
  const addons = Object.entries((properties.addonProfiles ?? {}) as Readonly<Record<string, Echoed>>);
  if (!addons.some(([name, { enabled }]) => name.toLowerCase() === 'azurepolicy' && enabled === true)) return false;
  return activePoliciesAt(platform, id).some(({ definitionId, values }) => {
    if (!definitionId.endsWith(ALLOWED_IMAGES) || String(values.effect).toLowerCase() !== 'deny') return false;
    const excluded = (values.excludedNamespaces ?? []) as readonly string[];
    const only = (values.namespaces ?? []) as readonly string[];
    if (excluded.includes(NAMESPACE) || (only.length > 0 && !only.includes(NAMESPACE))) return false;
    return !isMatch(String(values.allowedContainerImagesRegex), IMAGE);
  });
}

/** A pattern that cannot be read makes no constraint. */
function isMatch(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern).test(text);
  } catch {
    return true;
  }
}
