import { LOCATION, SUBSCRIPTION_ID, SYSTEM_POOL } from './world.ts';

/** Something that is PUT and then there. */
export interface Wanted {
  readonly id: string;
  readonly apiVersion: string;
  readonly body: object;
}

/** A kind of cluster, made by one PUT. */
export interface ClusterShape {
  /** Also the cluster's name. */
  readonly name: string;
  readonly description: string;
  /**
   * Resources that must exist before the cluster, in the order of their creation; the group of all
   * shapes apart.
   */
  readonly needs?: readonly Wanted[];
  readonly body: object;
}

/** The group that all shapes are in. */
export const SHAPES_GROUP: Wanted = {
  id: `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/rg-shapes`,
  apiVersion: '2024-07-01',
  body: { location: LOCATION },
};

export function shapeId({ name }: ClusterShape): string {
  return `${SHAPES_GROUP.id}/providers/Microsoft.ContainerService/managedClusters/${name}`;
}

const IDENTITY_ID = `${SHAPES_GROUP.id}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-shapes`;
const network = (type: string, name: string) => `${SHAPES_GROUP.id}/providers/Microsoft.Network/${type}/${name}`;
const NETWORK_ID = network('virtualNetworks', 'vnet-shapes');
const SUBNET_ID = `${NETWORK_ID}/subnets/nodes`;
const FIREWALL_ADDRESS = '10.20.1.4';

/**
 * A network of its owner's: nodes go out through an Azure Firewall, which lets through only what
 * its policy names.
 */
const OWN_NETWORK: readonly Wanted[] = [
  {
    id: network('routeTables', 'rt-shapes'),
    apiVersion: '2024-01-01',
    body: {
      location: LOCATION,
      properties: {
        routes: [
          {
            name: 'out',
            properties: {
              addressPrefix: '0.0.0.0/0',
              nextHopType: 'VirtualAppliance',
              nextHopIpAddress: FIREWALL_ADDRESS,
            },
          },
        ],
      },
    },
  },
  {
    id: network('networkSecurityGroups', 'nsg-shapes'),
    apiVersion: '2024-01-01',
    body: { location: LOCATION, properties: { securityRules: [] } },
  },
  {
    id: NETWORK_ID,
    apiVersion: '2024-01-01',
    body: {
      location: LOCATION,
      properties: {
        addressSpace: { addressPrefixes: ['10.20.0.0/16'] },
        subnets: [
          {
            name: 'nodes',
            properties: {
              addressPrefix: '10.20.0.0/24',
              routeTable: { id: network('routeTables', 'rt-shapes') },
              networkSecurityGroup: { id: network('networkSecurityGroups', 'nsg-shapes') },
            },
          },
          { name: 'AzureFirewallSubnet', properties: { addressPrefix: '10.20.1.0/26' } },
        ],
      },
    },
  },
  {
    id: network('firewallPolicies', 'fp-shapes'),
    apiVersion: '2024-01-01',
    body: { location: LOCATION, properties: { sku: { tier: 'Standard' } } },
  },
  {
    id: `${network('firewallPolicies', 'fp-shapes')}/ruleCollectionGroups/aks`,
    apiVersion: '2024-01-01',
    body: {
      properties: {
        priority: 300,
        ruleCollections: [
          {
            ruleCollectionType: 'FirewallPolicyFilterRuleCollection',
            name: 'aks',
            priority: 100,
            action: { type: 'Allow' },
            rules: [
              {
                ruleType: 'ApplicationRule',
                name: 'aks',
                protocols: [{ protocolType: 'Https', port: 443 }],
                sourceAddresses: ['10.20.0.0/24'],
                fqdnTags: ['AzureKubernetesService'],
              },
            ],
          },
        ],
      },
    },
  },
  {
    id: network('azureFirewalls', 'fw-shapes'),
    apiVersion: '2024-01-01',
    body: {
      location: LOCATION,
      properties: {
        sku: { name: 'AZFW_VNet', tier: 'Standard' },
        firewallPolicy: { id: network('firewallPolicies', 'fp-shapes') },
        ipConfigurations: [
          { name: 'out', properties: { subnet: { id: `${NETWORK_ID}/subnets/AzureFirewallSubnet` } } },
        ],
      },
    },
  },
];

const USER_POOL = { ...SYSTEM_POOL, name: 'user', mode: 'User' };

const shape = (
  name: string,
  description: string,
  properties: object = {},
  more: { readonly identity?: object; readonly tags?: object; readonly needs?: readonly Wanted[] } = {},
): ClusterShape => {
  const { needs = [], ...beside } = more;
  return {
    name,
    description,
    needs,
    body: {
      location: LOCATION,
      identity: { type: 'SystemAssigned' },
      ...beside,
      properties: { dnsPrefix: name, agentPoolProfiles: [SYSTEM_POOL], ...properties },
    },
  };
};

export const SHAPES: readonly ClusterShape[] = [
  shape('standard', 'A cluster as anybody makes it, with nothing special.'),
  shape('private', 'Its API server has a private address only.', {
    apiServerAccessProfile: { enablePrivateCluster: true },
  }),
  shape(
    'own-identity',
    'Its control plane runs under a user-assigned identity.',
    {},
    {
      identity: { type: 'UserAssigned', userAssignedIdentities: { [IDENTITY_ID]: {} } },
      needs: [{ id: IDENTITY_ID, apiVersion: '2023-01-31', body: { location: LOCATION } }],
    },
  ),
  {
    name: 'service-principal',
    description: 'It runs under a service principal and has no identity.',
    body: {
      location: LOCATION,
      properties: {
        dnsPrefix: 'service-principal',
        agentPoolProfiles: [SYSTEM_POOL],
        servicePrincipalProfile: { clientId: 'e1f2a3b4-0000-4000-8000-00000000000c', secret: 'not-a-secret' },
      },
    },
  },
  shape('windows-and-linux', 'A Windows pool beside the Linux pool.', {
    agentPoolProfiles: [SYSTEM_POOL, { ...USER_POOL, name: 'win', osType: 'Windows' }],
    windowsProfile: { adminUsername: 'azureuser', adminPassword: 'not-a-secret' },
  }),
  shape('arm-only', 'All nodes have Arm processors.', {
    agentPoolProfiles: [
      { ...SYSTEM_POOL, vmSize: 'Standard_D4ps_v5' },
      { ...USER_POOL, vmSize: 'Standard_D4ps_v5' },
    ],
  }),
  shape('all-tainted', 'Every pool has a taint that keeps ordinary pods away.', {
    agentPoolProfiles: [
      { ...SYSTEM_POOL, nodeTaints: ['CriticalAddonsOnly=true:NoSchedule'] },
      { ...USER_POOL, nodeTaints: ['sku=gpu:NoSchedule'] },
    ],
  }),
  shape('old-version', 'A Kubernetes version that AKS dropped years ago; Azure would refuse to make it today.', {
    kubernetesVersion: '1.20.9',
  }),
  shape('long-term', 'A Kubernetes version under long term support only.', {
    kubernetesVersion: '1.32',
    supportPlan: 'AKSLongTermSupport',
  }),
  shape('csi-off', 'Without the driver and the controller that snapshots of disks need.', {
    storageProfile: { diskCSIDriver: { enabled: false }, snapshotController: { enabled: false } },
  }),
  shape('isolated', 'Network isolated: nothing leaves it for the internet.', {
    networkProfile: { outboundType: 'none' },
  }),
  shape(
    'own-egress',
    "Its traffic leaves through a firewall of its owner's.",
    {
      agentPoolProfiles: [{ ...SYSTEM_POOL, vnetSubnetID: SUBNET_ID }],
      networkProfile: { outboundType: 'userDefinedRouting' },
    },
    { needs: OWN_NETWORK },
  ),
  shape('azure-policy', 'With the Azure Policy add-on, which enforces policies by Gatekeeper.', {
    addonProfiles: { azurepolicy: { enabled: true } },
  }),
  shape('pod-identity', 'With the deprecated pod identity add-on.', { podIdentityProfile: { enabled: true } }),
  shape('no-run-command', 'Run command is disabled.', { apiServerAccessProfile: { disableRunCommand: true } }),
  shape(
    'stopped',
    'Stopped once it is made: by a tag that only the stand-in knows.',
    {},
    {
      tags: { 'local-arm.power-state': 'Stopped' },
    },
  ),
  shape(
    'incomplete',
    'Read, it lacks blocks that others have: by a tag that only the stand-in knows.',
    {},
    {
      tags: {
        'local-arm.leave-out': 'storageProfile,identity,networkProfile.outboundType,agentPoolProfiles.osType=null',
      },
    },
  ),
];
