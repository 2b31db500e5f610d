import type { Cluster } from '../../shared/model/azure.ts';
import type {
  AzureFirewall,
  EgressAppliance,
  FirewallApplicationRule,
  FirewallNetworkRule,
  FirewallRule,
  NetworkSecurityGroup,
  NodeNetwork,
  NodeSubnet,
  ObservedFirewall,
  Route,
  RuleCollection,
  SecurityRule,
  VirtualNetwork,
} from '../../shared/model/network.ts';
import { parseResourceId } from '../../shared/model/resource-id.ts';
import { CLUSTER, must, SUBSCRIPTION } from './facts.ts';

const NETWORKS = `/subscriptions/${SUBSCRIPTION}/resourceGroups/net/providers/Microsoft.Network`;
const idOf = (path: string) => must(parseResourceId(`${NETWORKS}/${path}`));

export const VNET_ID = idOf('virtualNetworks/spoke');
export const HUB_ID = idOf('virtualNetworks/hub');
export const SUBNET_ID = idOf('virtualNetworks/spoke/subnets/nodes');
export const FIREWALL_SUBNET_ID = idOf('virtualNetworks/hub/subnets/AzureFirewallSubnet');
export const SECURITY_GROUP_ID = idOf('networkSecurityGroups/nodes-nsg');
export const ROUTE_TABLE_ID = idOf('routeTables/nodes-routes');
export const FIREWALL_ID = idOf('azureFirewalls/hub-fw');
export const POLICY_ID = idOf('firewallPolicies/team');
export const BASE_POLICY_ID = idOf('firewallPolicies/company');
export const ENDPOINT_ID = idOf('privateEndpoints/shopbackups');
export const ZONE_ID = idOf('privateDnsZones/privatelink.blob.core.windows.net');
export const FIREWALL_ADDRESS = '10.0.1.4';

/** The cluster of the other fixtures, in a subnet of its owner's. */
export const CLUSTER_IN_SUBNET: Cluster = {
  ...CLUSTER,
  nodePools: CLUSTER.nodePools.map((pool) => ({ ...pool, subnetId: SUBNET_ID })),
};

export function securityRule(changes: Partial<SecurityRule>): SecurityRule {
  return {
    name: 'rule',
    priority: 200,
    direction: 'inbound',
    access: 'allow',
    protocol: '*',
    sources: ['*'],
    sourcePorts: ['*'],
    destinations: ['*'],
    ports: ['*'],
    provisioningState: 'Succeeded',
    ...changes,
  };
}

/** The inbound ones that every group has. */
export const DEFAULT_RULES: readonly SecurityRule[] = [
  securityRule({
    name: 'AllowVnetInBound',
    priority: 65_000,
    sources: ['VirtualNetwork'],
    destinations: ['VirtualNetwork'],
  }),
  securityRule({ name: 'AllowAzureLoadBalancerInBound', priority: 65_001, sources: ['AzureLoadBalancer'] }),
  securityRule({ name: 'DenyAllInBound', priority: 65_500, access: 'deny' }),
];

export function securityGroup(...rules: readonly Partial<SecurityRule>[]): NetworkSecurityGroup {
  return {
    id: SECURITY_GROUP_ID,
    name: 'nodes-nsg',
    rules: rules.map(securityRule),
    defaultRules: DEFAULT_RULES,
  };
}

export function nodeSubnet(changes: Partial<NodeSubnet> = {}): NodeSubnet {
  return {
    id: SUBNET_ID,
    name: 'nodes',
    addressPrefixes: ['10.240.0.0/16'],
    serviceEndpoints: [],
    networkSecurityGroupId: changes.networkSecurityGroup?.id,
    routeTableId: changes.routeTable?.id,
    networkSecurityGroup: undefined,
    routeTable: undefined,
    ...changes,
  };
}

export function routed(...routes: readonly (Partial<Route> & Pick<Route, 'nextHopType'>)[]): NodeSubnet {
  const table = {
    id: ROUTE_TABLE_ID,
    name: 'nodes-routes',
    routes: routes.map((route) => ({ name: 'out', addressPrefix: '0.0.0.0/0', nextHopAddress: undefined, ...route })),
  };
  return nodeSubnet({ routeTable: table });
}

export const THROUGH_FIREWALL = routed({ nextHopType: 'VirtualAppliance', nextHopAddress: FIREWALL_ADDRESS });

export function virtualNetwork(changes: Partial<VirtualNetwork> = {}): VirtualNetwork {
  return { id: VNET_ID, dnsServers: [], peerIds: [], ...changes };
}

export function network(...subnets: readonly NodeSubnet[]): NodeNetwork {
  return { networks: [virtualNetwork()], subnets, nodeGroupSecurityGroups: [] };
}

export const FIREWALL: AzureFirewall = {
  id: FIREWALL_ID,
  name: 'hub-fw',
  addresses: [{ privateAddress: FIREWALL_ADDRESS, subnetId: FIREWALL_SUBNET_ID }],
  policyId: POLICY_ID,
  classicCollections: [],
  dnsProxy: undefined,
};

export function applicationRule(changes: Partial<FirewallApplicationRule> = {}): FirewallApplicationRule {
  return {
    kind: 'application',
    name: 'names',
    sources: { addresses: ['*'], ipGroups: [] },
    protocols: [
      { type: 'Https', port: 443 },
      { type: 'Http', port: 80 },
    ],
    fqdns: [],
    fqdnTags: [],
    otherTargets: [],
    ...changes,
  };
}

export function networkRule(changes: Partial<FirewallNetworkRule> = {}): FirewallNetworkRule {
  return {
    kind: 'network',
    name: 'addresses',
    sources: { addresses: ['*'], ipGroups: [] },
    protocols: ['TCP'],
    destinations: [],
    destinationIpGroups: [],
    fqdns: [],
    ports: ['80', '443'],
    ...changes,
  };
}

export function collection(
  action: RuleCollection['action'],
  priority: number,
  ...rules: readonly FirewallRule[]
): RuleCollection {
  return { name: `${action}-${priority}`, priority, action, rules };
}

/** A firewall with one policy, whose one group has these collections. */
export function firewallWith(...collections: readonly RuleCollection[]): ObservedFirewall {
  return {
    kind: 'azureFirewall',
    nextHop: FIREWALL_ADDRESS,
    subnetIds: [SUBNET_ID],
    firewall: FIREWALL,
    policies: [
      {
        id: POLICY_ID,
        basePolicyId: undefined,
        dnsProxy: undefined,
        groups: [{ name: 'apps', priority: 300, collections }],
      },
    ],
  };
}

/** A firewall that has its rules itself. */
export function classicFirewall(...classicCollections: readonly RuleCollection[]): ObservedFirewall {
  return { ...firewallWith(), firewall: { ...FIREWALL, policyId: undefined, classicCollections }, policies: [] };
}

export const OTHER_APPLIANCE: EgressAppliance = {
  kind: 'otherAppliance',
  nextHop: '10.0.9.9',
  subnetIds: [SUBNET_ID],
  searched: [SUBSCRIPTION],
};
