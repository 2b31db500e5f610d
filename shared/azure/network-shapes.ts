/**
 * Network resources as Azure returns them. Parts that a verdict depends on are mandatory: a rule
 * that is half read would be a guess.
 */
import type {
  GroupedZone,
  NetworkSecurityGroup,
  PrivateEndpoint,
  Route,
  RouteTable,
  SecurityRule,
  Subnet,
  VirtualNetwork,
} from '../model/network.ts';
import { networkOf, parseResourceId, partsOf, type ResourceId } from '../model/resource-id.ts';
import { UnreadableAnswer } from './ask.ts';
import { isRecord, records, text, texts } from './shapes.ts';

type Item = Readonly<Record<string, unknown>>;

/** Id, name and properties, which every network resource must have. */
export function resourceIn(value: unknown, type: string): { id: ResourceId; name: string; properties: Item } {
  const item = isRecord(value) ? value : {};
  const id = parseResourceId(text(item.id) ?? '');
  const proper = id !== undefined && partsOf(id).type === type.toLowerCase();
  if (!proper || !isRecord(item.properties)) throw new UnreadableAnswer(`no proper ${type}`);
  return { id, name: text(item.name) ?? partsOf(id).name, properties: item.properties };
}

/** A list of objects; unreadable where one is none, or where there is no list. */
export function itemsIn(value: unknown, what: string): readonly Item[] {
  if (!Array.isArray(value) || !value.every(isRecord)) throw new UnreadableAnswer(`no proper list of ${what}`);
  return value;
}

/** As `itemsIn`, for lists that answers leave out when they are empty. */
export function optionalItemsIn(value: unknown, what: string): readonly Item[] {
  return value === undefined || value === null ? [] : itemsIn(value, what);
}

/**
 * A reference as the network service writes all of them; unreadable where it refers to nothing that
 * has an id.
 */
export function referenceIn(value: unknown, what: string): ResourceId | undefined {
  if (value === undefined || value === null) return undefined;
  const id = isRecord(value) ? parseResourceId(text(value.id) ?? '') : undefined;
  if (id === undefined) throw new UnreadableAnswer(`a reference to a ${what} without its id`);
  return id;
}

/** Parts may be answered flat or under `properties`. */
export function propertiesOf(item: Item): Item {
  return isRecord(item.properties) ? item.properties : {};
}

export function numberIn(value: unknown, what: string): number {
  if (typeof value !== 'number' || !Number.isInteger(value)) throw new UnreadableAnswer(`no number for ${what}`);
  return value;
}

export function readSubnet(answer: unknown): Subnet {
  const { id, name, properties } = resourceIn(answer, 'Microsoft.Network/virtualNetworks/subnets');
  return {
    id,
    name,
    addressPrefixes: oneOrMany(properties.addressPrefix, properties.addressPrefixes),
    networkSecurityGroupId: referenceIn(properties.networkSecurityGroup, 'network security group'),
    routeTableId: referenceIn(properties.routeTable, 'route table'),
    serviceEndpoints: records(properties.serviceEndpoints).flatMap(({ service }) => text(service) ?? []),
  };
}

export function readVirtualNetwork(answer: unknown): VirtualNetwork {
  const { id, properties } = resourceIn(answer, 'Microsoft.Network/virtualNetworks');
  const peerings = optionalItemsIn(properties.virtualNetworkPeerings, 'peerings');
  const peerIds = peerings.flatMap((peering) => {
    const { remoteVirtualNetwork, peeringState, allowVirtualNetworkAccess } = propertiesOf(peering);
    // https://learn.microsoft.com/azure/virtual-network/virtual-network-peering-overview: one side alone, or a removed one, carries nothing.
    const isConnected = (text(peeringState) ?? 'Connected').toLowerCase() === 'connected';
    if (!isConnected || allowVirtualNetworkAccess === false) return [];
    return referenceIn(remoteVirtualNetwork, 'peered network') ?? [];
  });
  const { dnsServers } = isRecord(properties.dhcpOptions) ? properties.dhcpOptions : {};
  return { id, peerIds, dnsServers: texts(dnsServers) };
}

/**
 * Each endpoint has one connection, which may wait for the approval of the account's owner
 * (`manual…`).
 */
export function readPrivateEndpoint(answer: unknown): PrivateEndpoint {
  const { id, properties } = resourceIn(answer, 'Microsoft.Network/privateEndpoints');
  const subnetId = referenceIn(properties.subnet, 'subnet');
  if (subnetId === undefined) throw new UnreadableAnswer('a private endpoint without its subnet');
  const connections = [
    ...optionalItemsIn(properties.privateLinkServiceConnections, 'connections'),
    ...optionalItemsIn(properties.manualPrivateLinkServiceConnections, 'connections'),
  ];
  return {
    id,
    networkId: networkOf(subnetId),
    groupIds: connections.flatMap((connection) => texts(propertiesOf(connection).groupIds)),
    addresses: records(properties.customDnsConfigs).flatMap(({ ipAddresses }) => texts(ipAddresses)),
  };
}

/** The private DNS zones that a group of zones of a private endpoint keeps its records in. */
export function readZoneGroup(group: Item): readonly GroupedZone[] {
  const configs = optionalItemsIn(propertiesOf(group).privateDnsZoneConfigs, 'private DNS zones').map(propertiesOf);
  return configs.flatMap(({ privateDnsZoneId, recordSets }) => {
    const zoneId = parseResourceId(text(privateDnsZoneId) ?? '');
    const addresses = records(recordSets).flatMap(({ ipAddresses }) => texts(ipAddresses));
    return zoneId === undefined ? [] : [{ zoneId, addresses }];
  });
}

/** The addresses in a record of a private DNS zone. */
export function readAddressRecord(answer: unknown): readonly string[] {
  const { properties } = resourceIn(answer, 'Microsoft.Network/privateDnsZones/A');
  return optionalItemsIn(properties.aRecords, 'addresses').flatMap(({ ipv4Address }) => text(ipv4Address) ?? []);
}

export function readZoneId(zone: Item): ResourceId | undefined {
  return parseResourceId(text(zone.id) ?? '');
}

/** The network that a link lets use a private DNS zone. */
export function readZoneLink(link: Item): ResourceId | undefined {
  return referenceIn(propertiesOf(link).virtualNetwork, 'network');
}

/** `undefined` while the address is not assigned. */
export function readPublicAddress(answer: unknown): string | undefined {
  return text(resourceIn(answer, 'Microsoft.Network/publicIPAddresses').properties.ipAddress);
}

export function readRouteTable(answer: unknown): RouteTable {
  const { id, name, properties } = resourceIn(answer, 'Microsoft.Network/routeTables');
  return { id, name, routes: optionalItemsIn(properties.routes, 'routes').map(readRoute) };
}

export function readSecurityGroup(answer: unknown): NetworkSecurityGroup {
  const { id, name, properties } = resourceIn(answer, 'Microsoft.Network/networkSecurityGroups');
  return {
    id,
    name,
    rules: itemsIn(properties.securityRules, 'security rules').map(readSecurityRule),
    defaultRules: optionalItemsIn(properties.defaultSecurityRules, 'default rules').map(readSecurityRule),
  };
}

function readRoute(route: Item): Route {
  const { addressPrefix, nextHopType, nextHopIpAddress } = propertiesOf(route);
  const prefix = text(addressPrefix);
  const type = text(nextHopType);
  const nextHopAddress = text(nextHopIpAddress);
  const nowhere = type?.toLowerCase() === 'virtualappliance' && nextHopAddress === undefined;
  if (prefix === undefined || type === undefined || nowhere) {
    throw new UnreadableAnswer('a route without its prefix or next hop');
  }
  return { name: text(route.name) ?? prefix, addressPrefix: prefix, nextHopType: type, nextHopAddress };
}

function readSecurityRule(rule: Item): SecurityRule {
  const properties = propertiesOf(rule);
  return {
    name: text(rule.name) ?? '',
    priority: numberIn(properties.priority, 'the priority of a security rule'),
    direction: wordIn(properties.direction, ['inbound', 'outbound']),
    access: wordIn(properties.access, ['allow', 'deny']),
    protocol: text(properties.protocol) ?? '',
    sources: oneOrMany(properties.sourceAddressPrefix, properties.sourceAddressPrefixes),
    sourcePorts: oneOrMany(properties.sourcePortRange, properties.sourcePortRanges),
    destinations: oneOrMany(properties.destinationAddressPrefix, properties.destinationAddressPrefixes),
    ports: oneOrMany(properties.destinationPortRange, properties.destinationPortRanges),
    provisioningState: text(properties.provisioningState),
  };
}

/** Azure has two fields for most lists: one for a single value, one for several. */
function oneOrMany(one: unknown, many: unknown): readonly string[] {
  return [...texts([one]), ...texts(many)];
}

function wordIn<const W extends string>(value: unknown, words: readonly W[]): W {
  const word = words.find((each) => each === text(value)?.toLowerCase());
  if (word === undefined) throw new UnreadableAnswer(`none of ${words.join(', ')}`);
  return word;
}
