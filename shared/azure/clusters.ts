import type { ManagedCluster } from '@azure/arm-containerservice';
import type {
  Cluster,
  ClusterIdentity,
  MachineGroup,
  NodePool,
  NodeProvisioning,
  StorageDrivers,
} from '../model/azure.ts';
import { parseClusterId, parseResourceId, partsOf, type ResourceId, resourceGroupOf } from '../model/resource-id.ts';
import type { ArmReader } from '../ports/arm.ts';
import { UnreadableAnswer } from './ask.ts';
import type { Connection } from './connection.ts';
import { allOf } from './pages.ts';
import { flag, isRecord, number, principalId, records, text, textRecord, texts } from './shapes.ts';

export function clusterCalls({ ask, containerService }: Connection): Pick<ArmReader, 'getCluster' | 'listClusters'> {
  return {
    async getCluster(id) {
      const { subscriptionId, name } = partsOf(id);
      const { managedClusters } = await containerService(subscriptionId);
      return ask(() => managedClusters.get(resourceGroupOf(id), name), readCluster);
    },
    async listClusters(subscriptionId) {
      const { managedClusters } = await containerService(subscriptionId);
      return ask(
        () => allOf(managedClusters.list()),
        (clusters) => clusters.map(readCluster),
      );
    },
  };
}

export function readCluster(cluster: ManagedCluster): Cluster {
  const armId = text(cluster.id);
  const id = armId === undefined ? undefined : parseClusterId(armId);
  if (armId === undefined || id === undefined) throw new UnreadableAnswer('a cluster without a proper id');
  return {
    id,
    armId,
    name: text(cluster.name) ?? partsOf(id).name,
    location: text(cluster.location) ?? '',
    tags: textRecord(cluster.tags),
    provisioningState: text(cluster.provisioningState),
    powerState: text(cluster.powerState?.code),
    nodeResourceGroup: text(cluster.nodeResourceGroup),
    identity: readIdentity(cluster.identity),
    currentKubernetesVersion: text(cluster.currentKubernetesVersion),
    storageDrivers: readStorageDrivers(cluster.storageProfile),
    nodePools: records(cluster.agentPoolProfiles).map(readNodePool),
    nodeProvisioning: readNodeProvisioning(cluster),
    network: {
      outboundType: text(cluster.networkProfile?.outboundType),
      privateCluster: flag(cluster.apiServerAccessProfile?.enablePrivateCluster),
      httpProxy: hasHttpProxy(cluster.httpProxyConfig),
      outboundAddressIds: outboundAddressIdsIn(cluster.networkProfile),
    },
    policyAddon: enabledIn(addonNamed('azurepolicy', cluster.addonProfiles)),
    podIdentity: enabledIn(cluster.podIdentityProfile),
    diskEncryptionSetId: text(cluster.diskEncryptionSetID),
    runCommandDisabled: flag(cluster.apiServerAccessProfile?.disableRunCommand),
    entraSignIn: flag(cluster.aadProfile?.managed),
    supportPlan: text(cluster.supportPlan),
  };
}

function readStorageDrivers(profile: unknown): StorageDrivers | undefined {
  return isRecord(profile)
    ? { diskCsiDriver: enabledIn(profile.diskCSIDriver), snapshotController: enabledIn(profile.snapshotController) }
    : undefined;
}

/**
 * `enabled: false` is a field of newer api-versions.
 * https://learn.microsoft.com/azure/aks/http-proxy
 */
function hasHttpProxy(config: unknown): boolean {
  if (!isRecord(config) || config.enabled === false) return false;
  return text(config.httpProxy) !== undefined || text(config.httpsProxy) !== undefined;
}

function outboundAddressIdsIn(profile: unknown): readonly ResourceId[] {
  if (!isRecord(profile)) return [];
  const outbound = [profile.loadBalancerProfile, profile.natGatewayProfile].filter(isRecord);
  return outbound
    .flatMap(({ effectiveOutboundIPs }) => records(effectiveOutboundIPs))
    .flatMap(({ id }) => parseResourceId(text(id) ?? '') ?? []);
}

/** Some clusters answer `azurepolicy`, some `azurePolicy`. */
function addonNamed(name: string, addons: unknown): unknown {
  return isRecord(addons) ? Object.entries(addons).find(([key]) => key.toLowerCase() === name)?.[1] : undefined;
}

function enabledIn(block: unknown): boolean | undefined {
  return isRecord(block) ? flag(block.enabled) : undefined;
}

function readNodePool(pool: Readonly<Record<string, unknown>>): NodePool {
  return {
    name: text(pool.name) ?? '',
    mode: text(pool.mode),
    osType: text(pool.osType),
    vmSize: text(pool.vmSize),
    count: number(pool.count),
    autoscalerMax: pool.enableAutoScaling === true ? number(pool.maxCount) : undefined,
    machines: readMachines(pool.virtualMachinesProfile),
    powerState: isRecord(pool.powerState) ? text(pool.powerState.code) : undefined,
    provisioningState: text(pool.provisioningState),
    fips: flag(pool.enableFIPS ?? pool.enableFips),
    priority: text(pool.scaleSetPriority),
    imageVersion: text(pool.nodeImageVersion),
    taints: texts(pool.nodeTaints),
    subnetId: parseResourceId(text(pool.vnetSubnetID) ?? ''),
    podSubnetId: parseResourceId(text(pool.podSubnetID) ?? ''),
  };
}

/** Pools of type `VirtualMachines` say in a profile of their own what they consist of. */
function readMachines(profile: unknown): readonly MachineGroup[] {
  const scale = isRecord(profile) && isRecord(profile.scale) ? profile.scale : {};
  return [
    ...records(scale.manual).map(({ size, count }) => ({ vmSize: text(size), most: number(count) })),
    ...records(scale.autoscale).map(({ size, maxCount }) => ({ vmSize: text(size), most: number(maxCount) })),
  ];
}

function readNodeProvisioning({ sku, nodeProvisioningProfile }: ManagedCluster): NodeProvisioning {
  return {
    automaticSku: text(sku?.name)?.toLowerCase() === 'automatic',
    mode: text(nodeProvisioningProfile?.mode),
    defaultNodePools: text(nodeProvisioningProfile?.defaultNodePools),
  };
}

/** The control plane's identity; clusters under a service principal have none. */
function readIdentity(identity: ManagedCluster['identity']): ClusterIdentity | undefined {
  const type = text(identity?.type);
  if (identity === undefined || type === undefined || type.toLowerCase() === 'none') return undefined;
  const own = type.toLowerCase().includes('systemassigned');
  const [assigned] = isRecord(identity.userAssignedIdentities) ? Object.values(identity.userAssignedIdentities) : [];
  return {
    type,
    principalId: principalId(own ? identity.principalId : isRecord(assigned) ? assigned.principalId : undefined),
    tenantId: text(identity.tenantId)?.toLowerCase(),
  };
}
