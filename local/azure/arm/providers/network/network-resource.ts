import type { Echoed, TrackedResource } from '../../state/wire.ts';

/**
 * A virtual network, a network security group and the like. Its parts are resources of their own,
 * beside it in the state.
 */
export interface NetworkResource<P extends Echoed = Echoed> extends TrackedResource {
  readonly etag: string;
  readonly zones?: readonly string[] | undefined;
  readonly identity?: Echoed | undefined;
  readonly properties: P;
}

/** A subnet, a security rule, a route or a group of rule collections; its parent shows it, too. */
export interface NetworkPart<P extends Echoed = Echoed> {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly etag: string;
  readonly properties: P;
}

/** A reference to another resource, as the network service writes all of them. */
export interface SubResource {
  readonly id: string;
}

export interface VirtualNetworkProperties extends Echoed {
  readonly addressSpace: { readonly addressPrefixes: readonly string[] };
}
export type VirtualNetwork = NetworkResource<VirtualNetworkProperties>;

export interface SubnetProperties extends Echoed {
  readonly addressPrefix?: string | undefined;
  readonly addressPrefixes?: readonly string[] | undefined;
  readonly networkSecurityGroup?: SubResource | undefined;
  readonly routeTable?: SubResource | undefined;
}
export type Subnet = NetworkPart<SubnetProperties>;

export interface PrivateLinkConnection {
  readonly name: string;
  readonly properties: Echoed & {
    readonly privateLinkServiceId: string;
    readonly privateLinkServiceConnectionState: Readonly<Record<string, string>>;
  };
}
export interface PrivateEndpointProperties extends Echoed {
  readonly subnet: SubResource;
  readonly privateLinkServiceConnections: readonly PrivateLinkConnection[];
  readonly manualPrivateLinkServiceConnections: readonly PrivateLinkConnection[];
  readonly customDnsConfigs: readonly DnsConfig[];
}
export type PrivateEndpoint = NetworkResource<PrivateEndpointProperties>;

/**
 * The public name of what an endpoint leads to, and the private addresses that it is to be resolved
 * to.
 */
export interface DnsConfig {
  readonly fqdn: string;
  readonly ipAddresses: readonly string[];
}

/** A record that a zone group has written into a zone. */
export interface RecordSet {
  readonly recordType: string;
  readonly recordSetName: string;
  readonly fqdn: string;
  readonly ttl: number;
  readonly ipAddresses: readonly string[];
  readonly provisioningState: string;
}
export interface ZoneGroupProperties extends Echoed {
  readonly privateDnsZoneConfigs: readonly {
    readonly name: string;
    readonly properties: { readonly privateDnsZoneId: string; readonly recordSets: readonly RecordSet[] };
  }[];
}

export interface SecurityRuleProperties extends Echoed {
  readonly priority: number;
  readonly direction: string;
}
export type SecurityRule = NetworkPart<SecurityRuleProperties>;

export interface FirewallConfiguration {
  readonly name: string;
  readonly properties: {
    readonly subnet?: SubResource | undefined;
    readonly publicIPAddress?: SubResource | undefined;
  };
}
export interface FirewallProperties extends Echoed {
  readonly ipConfigurations: readonly FirewallConfiguration[];
  readonly firewallPolicy?: SubResource | undefined;
}
export type AzureFirewall = NetworkResource<FirewallProperties>;

export interface FirewallPolicyProperties extends Echoed {
  readonly basePolicy?: SubResource | undefined;
}
export type FirewallPolicy = NetworkResource<FirewallPolicyProperties>;
