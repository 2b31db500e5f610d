import type { Absent } from '../../model/fact.ts';
import type { EndpointEntrance, NodeNetwork, PrivateDnsZone } from '../../model/network.ts';
import { partsOf, type ResourceId } from '../../model/resource-id.ts';
import type { Step } from '../../model/step.ts';
import { az, inGroupOf } from '../../steps/az.ts';
import { decision } from '../../steps/step.ts';
import { ownDnsServers } from '../network/own-dns-servers.ts';
import { isInNodeGroup } from './node-group.ts';
import type { Way, WayFacts } from './way-in.ts';

/**
 * Where the private DNS zones of a network lead the name of the account, once the account has a
 * private endpoint; `undefined` where they leave it public, and where DNS servers of the owner
 * answer.
 * https://learn.microsoft.com/azure/storage/common/storage-private-endpoints#dns-changes-for-private-endpoints
 */
export function followName(facts: WayFacts): Way | undefined {
  const { nodeNetwork, entrances } = facts;
  if (ownDnsServers(nodeNetwork).length > 0) return undefined;
  const endpoints = entrances.endpoints.filter(leadsToBlobs);
  for (const networkId of networksOf(nodeNetwork)) {
    const zones = endpoints.flatMap((endpoint) => endpoint.zones).filter((zone) => isLinked(zone, networkId, facts));
    if (zones.length > 0) return followRecord(zones, endpoints, facts);
  }
  return undefined;
}

function followRecord(zones: readonly PrivateDnsZone[], endpoints: readonly EndpointEntrance[], facts: WayFacts): Way {
  const { account, cluster } = facts;
  const broken = endpoints.map((endpoint) => findWrongRecord(zones, endpoint, facts));
  const [first] = broken;
  if (first !== undefined && broken.every((way) => way !== undefined)) return first;
  const found = endpoints.filter((_, index) => broken[index] === undefined);
  const near = found.find((endpoint) => isReachable(endpoint, facts));
  const [endpoint] = near === undefined ? found : [near];
  const name = endpoint === undefined ? 'none' : partsOf(endpoint.id).name;
  const evidence = { endpoint: endpoint?.id ?? null, dnsZones: zones.map(({ id }) => id) };
  if (near !== undefined) {
    const message = `Cluster ${cluster.name} reaches storage account ${account.name} by private endpoint ${name}.`;
    return { state: 'open', reason: 'PrivateEndpoint', message, evidence };
  }
  const message = `Cluster ${cluster.name} resolves storage account ${account.name} to private endpoint ${name}, whose network is neither that of the nodes nor peered with it.`;
  const steps = [
    decision('Peer the two networks, or create a private endpoint in the network of the nodes.', 'ownerChooses'),
    decision(
      'If a hub routes between them, check it from a pod: nslookup and a request to the account.',
      'outsideAzure',
    ),
  ];
  return { state: 'unclear', reason: 'EndpointInOtherNetwork', message, steps, evidence };
}

/** The way by these zones where they do not lead to the endpoint; `undefined` where they do. */
export function findWrongRecord(
  zones: readonly PrivateDnsZone[],
  endpoint: EndpointEntrance,
  { account, cluster }: Pick<WayFacts, 'account' | 'cluster'>,
): Way | undefined {
  const addresses = zones.flatMap((zone) => zone.addresses);
  const [zone] = zones;
  const names = zones.map(({ name }) => name).join(', ');
  const evidence = { endpoint: endpoint.id, dnsZones: zones.map(({ id }) => id), addresses };
  if (addresses.length === 0) {
    const message = `Private DNS zone ${names} has no record for storage account ${account.name}, so cluster ${cluster.name} finds no address for it.`;
    const steps = recordSteps(zone, account.name, endpoint);
    return { state: 'broken', reason: 'NoDnsRecord', message, steps, evidence };
  }
  // Without a word on the addresses of the endpoint, the record counts.
  if (endpoint.addresses.length === 0 || addresses.some((address) => endpoint.addresses.includes(address))) {
    return undefined;
  }
  const message = `Private DNS zone ${names} leads storage account ${account.name} to ${addresses.join(', ')}; private endpoint ${partsOf(endpoint.id).name} has ${endpoint.addresses.join(', ')}.`;
  const steps = zone === undefined ? [] : stepsToCorrect(zone, account.name, endpoint);
  return { state: 'broken', reason: 'WrongDnsRecord', message, steps, evidence };
}

function recordSteps(
  zone: PrivateDnsZone | undefined,
  recordSetName: string,
  { addresses: [ipv4Address] }: EndpointEntrance,
): readonly Step[] {
  if (zone === undefined || ipv4Address === undefined) {
    return [decision('Give the zone a record with the address of the private endpoint.', 'causeUnknown')];
  }
  const where = { ...inGroupOf(zone.id), zoneName: zone.name, recordSetName };
  return [az('network private-dns record-set a add-record', { ...where, ipv4Address })];
}

function stepsToCorrect(zone: PrivateDnsZone, recordSetName: string, endpoint: EndpointEntrance): readonly Step[] {
  const where = { ...inGroupOf(zone.id), zoneName: zone.name, recordSetName };
  return [
    showRecord(zone, recordSetName),
    ...recordSteps(zone, recordSetName, endpoint),
    decision('If no other network needs the former addresses, remove them:', 'ownerChooses'),
    ...zone.addresses.map((ipv4Address) =>
      az('network private-dns record-set a remove-record', { ...where, ipv4Address }),
    ),
  ];
}

function showRecord({ id, name: zoneName }: PrivateDnsZone, name: string): Step {
  return az('network private-dns record-set a show', { ...inGroupOf(id), zoneName, name });
}

/** An endpoint for files or queues is no way to the blobs. Without a word on it, it counts. */
export function leadsToBlobs({ groupIds }: EndpointEntrance): boolean {
  return groupIds.length === 0 || groupIds.some((groupId) => groupId.toLowerCase() === 'blob');
}

export function isReachable({ networkId, peerIds }: EndpointEntrance, { cluster, nodeNetwork }: WayFacts): boolean {
  if (nodeNetwork === 'absent') return [networkId, ...peerIds].some((id) => isInNodeGroup(id, cluster));
  return nodeNetwork.networks.every((network) => network.id === networkId || network.peerIds.includes(networkId));
}

/** `undefined` for the network that AKS made for the nodes. */
export function networksOf(nodeNetwork: NodeNetwork | Absent): readonly (ResourceId | undefined)[] {
  return nodeNetwork === 'absent' ? [undefined] : nodeNetwork.networks.map(({ id }) => id);
}

export function isLinked(
  { linkedNetworkIds }: PrivateDnsZone,
  networkId: ResourceId | undefined,
  { cluster }: Pick<WayFacts, 'cluster'>,
): boolean {
  return linkedNetworkIds.some((id) => (networkId === undefined ? isInNodeGroup(id, cluster) : id === networkId));
}
