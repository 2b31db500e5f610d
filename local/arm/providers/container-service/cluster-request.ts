import { z } from 'zod';
import type { Platform } from '../../platform.ts';
import { locationSchema, tagsSchema } from '../../server/request-schemas.ts';
import type { SystemData } from '../../state/wire.ts';
import { withPoolDefaults } from './agent-pool.ts';
import { invalidParameter } from './aks-error.ts';
import { giveClusterIdentity } from './cluster-identity.ts';
import { defaultVersion, fullVersion } from './kubernetes-versions.ts';
import type { ManagedCluster } from './managed-cluster.ts';

const echoed = z.looseObject({});

/** Only what matters here is looked at; the rest of the properties comes back as it came. */
export const clusterRequestSchema = z.object({
  location: locationSchema,
  tags: tagsSchema,
  sku: z.object({ name: z.string().optional(), tier: z.string().optional() }).optional(),
  identity: z
    .object({ type: z.string().optional(), userAssignedIdentities: z.record(z.string(), z.unknown()).nullish() })
    .optional(),
  properties: z.looseObject({
    dnsPrefix: z.string().optional(),
    fqdnSubdomain: z.string().optional(),
    kubernetesVersion: z
      .string()
      .regex(/^\d+\.\d+(\.\d+)?$/, 'is no Kubernetes version')
      .optional(),
    nodeResourceGroup: z.string().optional(),
    agentPoolProfiles: z.array(z.looseObject({ name: z.string() })).optional(),
    servicePrincipalProfile: z.looseObject({ clientId: z.string() }).optional(),
    windowsProfile: z.looseObject({}).optional(),
    networkProfile: echoed.optional(),
    storageProfile: echoed.optional(),
    oidcIssuerProfile: echoed.optional(),
  }),
});

export type ClusterRequest = z.infer<typeof clusterRequestSchema>;

/** What is known of the cluster before its properties are filled in. */
export interface ClusterFrame {
  readonly id: string;
  readonly name: string;
  readonly resourceGroupName: string;
  readonly current: ManagedCluster | undefined;
  readonly systemData: SystemData;
}

/** The cluster that a PUT asks for: the client's fields as they came, AKS's defaults beside them. */
export function clusterFromRequest(platform: Platform, frame: ClusterFrame, request: ClusterRequest): ManagedCluster {
  const { current } = frame;
  const { properties } = request;
  requireUsable(request);
  const version = properties.kubernetesVersion ?? defaultVersion();
  const currentKubernetesVersion = fullVersion(version);
  const { windowsProfile, servicePrincipalProfile, ...echo } = properties;

  return {
    id: current?.id ?? frame.id,
    name: current?.name ?? frame.name,
    type: 'Microsoft.ContainerService/ManagedClusters',
    location: request.location,
    tags: request.tags,
    sku: { name: request.sku?.name ?? 'Base', tier: request.sku?.tier ?? 'Free' },
    identity: giveClusterIdentity(platform, frame.id, request.identity, current),
    systemData: frame.systemData,
    revision: current?.revision ?? 0,
    properties: {
      maxAgentPools: 100,
      enableRBAC: true,
      supportPlan: 'KubernetesOfficial',
      disableLocalAccounts: false,
      resourceUID: current?.properties.resourceUID ?? platform.random.uuid(),
      ...hostNames(properties.dnsPrefix ?? properties.fqdnSubdomain ?? frame.name, request.location, platform, current),
      ...(current && { identityProfile: current.properties.identityProfile }),
      ...echo,
      kubernetesVersion: version,
      currentKubernetesVersion,
      nodeResourceGroup:
        current?.properties.nodeResourceGroup ??
        properties.nodeResourceGroup ??
        `MC_${frame.resourceGroupName}_${frame.name}_${request.location}`,
      agentPoolProfiles: (properties.agentPoolProfiles ?? []).map((pool) =>
        withPoolDefaults(pool, currentKubernetesVersion),
      ),
      servicePrincipalProfile: { clientId: servicePrincipalProfile?.clientId ?? 'msi' },
      ...(windowsProfile && { windowsProfile: { ...windowsProfile, adminPassword: undefined } }),
      networkProfile: { ...NETWORK_DEFAULTS, ...properties.networkProfile },
      storageProfile: { ...STORAGE_DEFAULTS, ...properties.storageProfile },
      oidcIssuerProfile: { enabled: false, ...properties.oidcIssuerProfile },
      provisioningState: current === undefined ? 'Creating' : 'Updating',
      powerState: { code: 'Running' },
    },
  };
}

const NETWORK_DEFAULTS = {
  networkPlugin: 'azure',
  networkPluginMode: 'overlay',
  networkPolicy: 'none',
  networkDataplane: 'azure',
  loadBalancerSku: 'standard',
  outboundType: 'loadBalancer',
  podCidr: '10.244.0.0/16',
  serviceCidr: '10.0.0.0/16',
  dnsServiceIP: '10.0.0.10',
  podCidrs: ['10.244.0.0/16'],
  serviceCidrs: ['10.0.0.0/16'],
  ipFamilies: ['IPv4'],
};

const STORAGE_DEFAULTS = {
  diskCSIDriver: { enabled: true },
  fileCSIDriver: { enabled: true },
  snapshotController: { enabled: true },
};

function requireUsable({ identity, properties }: ClusterRequest): void {
  const hasIdentity = identity?.type !== undefined && identity.type.toLowerCase() !== 'none';
  if (!hasIdentity && properties.servicePrincipalProfile === undefined) {
    throw invalidParameter('servicePrincipalProfile', 'it is missing (null), and so is identity');
  }
}

function hostNames(prefix: string, location: string, { random }: Platform, current: ManagedCluster | undefined) {
  if (current !== undefined) {
    const { fqdn, azurePortalFQDN } = current.properties;
    return { fqdn, azurePortalFQDN };
  }
  const host = `${prefix}-${random.uuid().slice(0, 8)}`;
  return {
    fqdn: `${host}.hcp.${location}.azmk8s.io`,
    azurePortalFQDN: `${host}.portal.hcp.${location}.azmk8s.io`,
  };
}
