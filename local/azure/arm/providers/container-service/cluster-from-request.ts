import type { Platform } from '../../platform.ts';
import type { Echoed, SystemData } from '../../state/wire.ts';
import { withPoolDefaults } from './agent-pool.ts';
import {
  AUTOMATIC_DEFAULTS,
  apiServerDefaults,
  CLUSTER_DEFAULTS,
  networkDefaults,
  STORAGE_DEFAULTS,
} from './cluster-defaults.ts';
import { hostNames } from './cluster-hosts.ts';
import { giveClusterIdentity } from './cluster-identity.ts';
import { type ClusterRequest, requireUsable } from './cluster-request.ts';
import { defaultVersion, fullVersion } from './kubernetes-versions.ts';
import type { ManagedCluster } from './managed-cluster.ts';

/** What is known of the cluster before its properties are filled in. */
export interface ClusterFrame {
  readonly id: string;
  readonly name: string;
  readonly resourceGroupName: string;
  readonly current: ManagedCluster | undefined;
  readonly systemData: SystemData;
}

const READ_ONLY = new Set([
  'azurePortalFQDN',
  'currentKubernetesVersion',
  'fqdn',
  'maxAgentPools',
  'powerState',
  'privateFQDN',
  'privateLinkResources',
  'provisioningState',
  'resourceUID',
  'status',
]);

/**
 * The cluster that a PUT asks for: the client's fields as they came, AKS's defaults beside them. A
 * field that a later PUT does not name stays as it is, the tags excepted. Fields that only AKS
 * writes are not taken from the client.
 */
export function clusterFromRequest(platform: Platform, frame: ClusterFrame, request: ClusterRequest): ManagedCluster {
  const { current } = frame;
  requireUsable(request, current);
  const wish = writableOf(request.properties);
  const kept: Echoed = current?.properties ?? {};
  const block = (name: string, defaults: (wish: Echoed) => Echoed = () => ({})): Echoed =>
    current === undefined
      ? { ...defaults(asBlock(wish[name])), ...asBlock(wish[name]) }
      : { ...asBlock(kept[name]), ...asBlock(wish[name]) };

  const kubernetesVersion = String(wish.kubernetesVersion ?? kept.kubernetesVersion ?? defaultVersion());
  const currentKubernetesVersion =
    wish.kubernetesVersion === undefined && current !== undefined
      ? String(kept.currentKubernetesVersion)
      : fullVersion(kubernetesVersion);
  const apiServerAccessProfile = block('apiServerAccessProfile', apiServerDefaults);
  const { secret: _, ...servicePrincipalProfile } = block('servicePrincipalProfile', () => ({ clientId: 'msi' }));
  const { adminPassword: __, ...windowsProfile } = block('windowsProfile');

  return {
    id: current?.id ?? frame.id,
    name: current?.name ?? frame.name,
    type: 'Microsoft.ContainerService/ManagedClusters',
    location: request.location,
    tags: request.tags,
    sku: {
      name: request.sku?.name ?? current?.sku.name ?? 'Base',
      tier: request.sku?.tier ?? current?.sku.tier ?? 'Free',
    },
    identity: giveClusterIdentity(platform, frame.id, request.identity ?? undefined, current),
    systemData: frame.systemData,
    revision: current?.revision ?? 0,
    properties: {
      ...CLUSTER_DEFAULTS,
      ...(request.sku?.name === 'Automatic' && AUTOMATIC_DEFAULTS),
      ...kept,
      ...wish,
      kubernetesVersion,
      agentPoolProfiles: poolsOf(wish, kept, currentKubernetesVersion),
      servicePrincipalProfile,
      ...((wish.windowsProfile ?? kept.windowsProfile) !== undefined && {
        windowsProfile: { enableCSIProxy: true, ...windowsProfile },
      }),
      ...(Object.keys(apiServerAccessProfile).length > 0 && { apiServerAccessProfile }),
      networkProfile: block('networkProfile', networkDefaults),
      storageProfile: block('storageProfile', () => STORAGE_DEFAULTS),
      oidcIssuerProfile: block('oidcIssuerProfile', () => ({ enabled: false })),
      nodeResourceGroup:
        current?.properties.nodeResourceGroup ??
        request.properties.nodeResourceGroup ??
        `MC_${frame.resourceGroupName}_${frame.name}_${request.location}`,
      // Fields that only AKS writes:
      maxAgentPools: 100,
      currentKubernetesVersion,
      resourceUID: kept.resourceUID ?? platform.random.uuid(),
      ...(current === undefined && hostNames(platform, frame, request, apiServerAccessProfile)),
      provisioningState: current === undefined ? 'Creating' : 'Updating',
      powerState: { code: 'Running' },
    },
  };
}

/** Fields that the client may set; AKS takes an explicit null for a field that was left out. */
function writableOf(properties: Echoed): Echoed {
  const isWish = ([name, value]: [string, unknown]) => !READ_ONLY.has(name) && value !== null && value !== undefined;
  return Object.fromEntries(Object.entries(properties).filter(isWish));
}

function asBlock(value: unknown): Echoed {
  return typeof value === 'object' && value !== null ? (value as Echoed) : {};
}

function poolsOf(wish: Echoed, kept: Echoed, currentKubernetesVersion: string): readonly Echoed[] {
  const before = (kept.agentPoolProfiles ?? []) as readonly Echoed[];
  const wanted = wish.agentPoolProfiles as readonly Echoed[] | undefined;
  if (wanted === undefined) return before;
  return wanted.map((pool) =>
    withPoolDefaults({ ...before.find(({ name }) => name === pool.name), ...pool }, currentKubernetesVersion),
  );
}
