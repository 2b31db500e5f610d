/** The parts of Azure's networks that the network rules judge. */
import type { Failure } from './failure.ts';
import type { ResourceId } from './resource-id.ts';

export interface Subnet {
  readonly id: ResourceId;
  readonly name: string;
  /** In CIDR form, such as `10.240.0.0/16`. */
  readonly addressPrefixes: readonly string[];
  readonly networkSecurityGroupId: ResourceId | undefined;
  readonly routeTableId: ResourceId | undefined;
  /** Services that the subnet reaches by their service endpoint, such as `Microsoft.Storage`. */
  readonly serviceEndpoints: readonly string[];
}

export interface VirtualNetwork {
  readonly id: ResourceId;
  /** Addresses of the DNS servers that its owner set; none where Azure's own DNS answers. */
  readonly dnsServers: readonly string[];
  /** The networks that traffic may go to directly, those of other subscriptions included. */
  readonly peerIds: readonly ResourceId[];
}

/** https://learn.microsoft.com/azure/private-link/private-endpoint-overview */
export interface PrivateEndpoint {
  readonly id: ResourceId;
  readonly networkId: ResourceId;
  /**
   * The parts of the resource that it leads to, such as `blob`; none where the answer does not say.
   */
  readonly groupIds: readonly string[];
  /** Its own addresses, as far as the answer says: none once a zone group keeps its names. */
  readonly addresses: readonly string[];
}

/**
 * A zone in which a zone group of an endpoint keeps its names, with the addresses that it has
 * written there.
 */
export interface GroupedZone {
  readonly zoneId: ResourceId;
  readonly addresses: readonly string[];
}

/**
 * The ways into a storage account that does not take traffic from all networks, or whose name a
 * private endpoint changes.
 */
export interface StorageEntrances {
  readonly endpoints: readonly EndpointEntrance[];
  /** Approved endpoints that could not be read, with why; ids or `an endpoint without an id`. */
  readonly unread: readonly { readonly endpoint: string; readonly failure: Failure }[];
  /**
   * Public addresses by which the nodes go out; none where no rule of the account is for addresses.
   */
  readonly outboundAddresses: readonly string[];
}

/** An approved private endpoint of the account. */
export interface EndpointEntrance extends PrivateEndpoint {
  /**
   * Networks that are peered with the endpoint's; read only where AKS made the network of the
   * nodes.
   */
  readonly peerIds: readonly ResourceId[];
  readonly zones: readonly PrivateDnsZone[];
}

/** A private DNS zone for the name of a storage account, with the networks that use the zone. */
export interface PrivateDnsZone {
  readonly id: ResourceId;
  readonly name: string;
  /** A zone group of the endpoint keeps the record, or a person does. */
  readonly keptBy: 'zoneGroup' | 'person';
  readonly linkedNetworkIds: readonly ResourceId[];
  /** The addresses in the record of the account; none where the zone has no record for it. */
  readonly addresses: readonly string[];
}

export interface NetworkSecurityGroup {
  readonly id: ResourceId;
  readonly name: string;
  /** Those that people made. */
  readonly rules: readonly SecurityRule[];
  /** The fixed rules of every group; they count after all others. */
  readonly defaultRules: readonly SecurityRule[];
}

/**
 * https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview#security-rules
 */
export interface SecurityRule {
  readonly name: string;
  /** The lowest number counts first. */
  readonly priority: number;
  readonly direction: 'inbound' | 'outbound';
  readonly access: 'allow' | 'deny';
  /** `*`, `Tcp`, `Udp`, `Icmp` … */
  readonly protocol: string;
  /**
   * Addresses, ranges, service tags or `*`; none where the rule names application security groups.
   */
  readonly sources: readonly string[];
  readonly sourcePorts: readonly string[];
  readonly destinations: readonly string[];
  readonly ports: readonly string[];
  readonly provisioningState: string | undefined;
}

export interface RouteTable {
  readonly id: ResourceId;
  readonly name: string;
  readonly routes: readonly Route[];
}

export interface Route {
  readonly name: string;
  /** An address range or a service tag. */
  readonly addressPrefix: string;
  /**
   * `VirtualAppliance`, `Internet`, `None`, `VirtualNetworkGateway`, `VnetLocal` … as ARM says it.
   */
  readonly nextHopType: string;
  readonly nextHopAddress: string | undefined;
}

export interface NodeSubnet extends Subnet {
  readonly networkSecurityGroup: NetworkSecurityGroup | undefined;
  readonly routeTable: RouteTable | undefined;
}

/** The network that an operator created for the nodes and pods of a cluster. */
export interface NodeNetwork {
  /** The networks that the subnets are in, each once. */
  readonly networks: readonly VirtualNetwork[];
  readonly subnets: readonly NodeSubnet[];
  /**
   * Those in the node resource group, which AKS puts on the interfaces of the nodes; `undefined`
   * where that group is not returned.
   */
  readonly nodeGroupSecurityGroups: readonly NetworkSecurityGroup[] | undefined;
}

export interface AzureFirewall {
  readonly id: ResourceId;
  readonly name: string;
  readonly addresses: readonly { readonly privateAddress: string; readonly subnetId: ResourceId }[];
  /** Firewalls without a policy have rules of their own (classic rules). */
  readonly policyId: ResourceId | undefined;
  readonly classicCollections: readonly RuleCollection[];
  readonly dnsProxy: boolean | undefined;
}

export interface FirewallPolicy {
  readonly id: ResourceId;
  readonly basePolicyId: ResourceId | undefined;
  readonly dnsProxy: boolean | undefined;
}

/** Of a policy. A group, and in it a collection, of a lower priority counts first. */
export interface RuleCollectionGroup {
  readonly name: string;
  readonly priority: number;
  readonly collections: readonly RuleCollection[];
}

export interface RuleCollection {
  readonly name: string;
  readonly priority: number;
  /** `unknown` for a word that we do not know. */
  readonly action: 'allow' | 'deny' | 'unknown';
  readonly rules: readonly FirewallRule[];
}

export type FirewallRule = FirewallNetworkRule | FirewallApplicationRule | FirewallRuleOfUnknownKind;

export interface FirewallNetworkRule {
  readonly kind: 'network';
  readonly name: string;
  readonly sources: RuleSources;
  /** `TCP`, `UDP`, `ICMP`, `Any`. */
  readonly protocols: readonly string[];
  /** Addresses, ranges, service tags or `*`. */
  readonly destinations: readonly string[];
  readonly destinationIpGroups: readonly string[];
  readonly fqdns: readonly string[];
  readonly ports: readonly string[];
}

export interface FirewallApplicationRule {
  readonly kind: 'application';
  readonly name: string;
  readonly sources: RuleSources;
  readonly protocols: readonly { readonly type: string; readonly port: number | undefined }[];
  /** With `*` at the left where any name below is meant. */
  readonly fqdns: readonly string[];
  readonly fqdnTags: readonly string[];
  /** Addresses, URLs and web categories: their effect on a name is unknown. */
  readonly otherTargets: readonly string[];
}

export interface FirewallRuleOfUnknownKind {
  readonly kind: 'unknown';
  readonly name: string;
}

export interface RuleSources {
  readonly addresses: readonly string[];
  /** Ids of IP groups, whose addresses are not read. */
  readonly ipGroups: readonly string[];
}

/** The appliance at the address of a default route. */
export type EgressAppliance = ObservedFirewall | OtherAppliance;

export interface ObservedFirewall {
  readonly kind: 'azureFirewall';
  readonly nextHop: string;
  /** The subnets whose default route leads to it. */
  readonly subnetIds: readonly ResourceId[];
  readonly firewall: AzureFirewall;
  /** Its policy and all above it, the topmost first; none where it has classic rules. */
  readonly policies: readonly (FirewallPolicy & { readonly groups: readonly RuleCollectionGroup[] })[];
}

/** No Azure Firewall that could be seen has this address. */
export interface OtherAppliance {
  readonly kind: 'otherAppliance';
  readonly nextHop: string;
  readonly subnetIds: readonly ResourceId[];
  /** Subscriptions that were searched for a firewall. */
  readonly searched: readonly string[];
}
