import type { EndpointEntrance, VirtualNetwork } from '../../model/network.ts';
import { partsOf, type ResourceId } from '../../model/resource-id.ts';
import type { Step } from '../../model/step.ts';
import { az, inGroupOf } from '../../steps/az.ts';
import { decision } from '../../steps/step.ts';
import { ownDnsServers } from '../network/own-dns-servers.ts';
import { giveRights } from '../read-by.ts';
import { isInNodeGroup } from './node-group.ts';
import { strongest, type Way, type WayFacts } from './way-in.ts';

/** Approved private endpoints of the account. */
export function enterByEndpoint(facts: WayFacts): Way {
  const { endpoints, unread } = facts.entrances;
  const ways = endpoints.filter(leadsToBlobs).map((endpoint) => judgeEndpoint(endpoint, facts));
  return strongest([...ways, ...(unread.length === 0 ? [] : [unreadWay(facts)])]);
}

function judgeEndpoint(endpoint: EndpointEntrance, facts: WayFacts): Way {
  const { cluster, account, nodeNetwork } = facts;
  const evidence = { endpoint: endpoint.id, dnsZones: endpoint.zones.map(({ id }) => id) };
  const endpointName = partsOf(endpoint.id).name;
  if (!isReachable(endpoint, facts)) {
    const message = `Private endpoint ${endpointName} of storage account ${account.name} is in network ${partsOf(endpoint.networkId).name}, which is neither the network of cluster ${cluster.name} nor peered with it.`;
    const steps = [
      decision('Peer the two networks, or create a private endpoint in the network of the nodes.', 'ownerChooses'),
      decision(
        'If a hub routes between them, check it from a pod: nslookup and a request to the account.',
        'outsideAzure',
      ),
    ];
    return { state: 'unclear', reason: 'EndpointElsewhere', message, steps, evidence };
  }
  const networks = nodeNetwork === 'absent' ? [] : nodeNetwork.networks;
  const resolvers = ownDnsServers(nodeNetwork);
  const lookUp = decision(
    `From a pod of the cluster, check that ${hostOf(account.blobEndpoint, account.name)} resolves to the address of the private endpoint.`,
    'outsideAzure',
  );
  if (resolvers.length > 0) {
    const message = `Private endpoint ${endpointName} is in reach of cluster ${cluster.name}; whether the DNS servers ${resolvers.join(', ')} resolve storage account ${account.name} to it cannot be read from Azure.`;
    return { state: 'unclear', reason: 'CustomDnsServers', message, steps: [lookUp], evidence };
  }
  if (endpoint.zones.length === 0) {
    const message = `Private endpoint ${endpointName} of storage account ${account.name} has no private DNS zone that Backstay can read.`;
    const steps = [decision(`Attach a private DNS zone to private endpoint ${endpointName}.`, 'ownerChooses'), lookUp];
    return { state: 'unclear', reason: 'NoPrivateDnsZone', message, steps, evidence };
  }
  const unlinked = networks.filter((network) => !isLinked(network, endpoint));
  const managedUnlinked = networks.length === 0 && !isLinkedToNodeGroup(endpoint, facts);
  if (unlinked.length > 0 || managedUnlinked) {
    const where = unlinked.map(({ id }) => partsOf(id).name).join(', ') || 'of the nodes';
    const zones = endpoint.zones.map(({ name }) => name).join(', ');
    const message = `Private DNS zone ${zones} is not linked to network ${where}, so cluster ${cluster.name} resolves storage account ${account.name} to its public address, which refuses it.`;
    return { state: 'broken', reason: 'DnsZoneNotLinked', message, steps: linkSteps(endpoint, unlinked), evidence };
  }
  const message = `Cluster ${cluster.name} reaches storage account ${account.name} by private endpoint ${endpointName}.`;
  return { state: 'open', reason: 'PrivateEndpoint', message, evidence };
}

/** An endpoint for files or queues is no way to the blobs. Without a word on it, it counts. */
function leadsToBlobs({ groupIds }: EndpointEntrance): boolean {
  return groupIds.length === 0 || groupIds.some((groupId) => groupId.toLowerCase() === 'blob');
}

function isReachable({ networkId, peerIds }: EndpointEntrance, { cluster, nodeNetwork }: WayFacts): boolean {
  if (nodeNetwork === 'absent') return [networkId, ...peerIds].some((id) => isInNodeGroup(id, cluster));
  return nodeNetwork.networks.every((network) => network.id === networkId || network.peerIds.includes(networkId));
}

function isLinked({ id }: VirtualNetwork, { zones }: EndpointEntrance): boolean {
  return zones.some(({ linkedNetworkIds }) => linkedNetworkIds.includes(id));
}

function isLinkedToNodeGroup({ zones }: EndpointEntrance, { cluster }: WayFacts): boolean {
  return zones.some(({ linkedNetworkIds }) => linkedNetworkIds.some((id) => isInNodeGroup(id, cluster)));
}

function linkSteps({ zones }: EndpointEntrance, networks: readonly VirtualNetwork[]): readonly Step[] {
  const [zone] = zones;
  if (zone === undefined || networks.length === 0) {
    return [decision('Link the private DNS zone to the network of the nodes.', 'causeUnknown')];
  }
  return networks.map(({ id }) => linkCommand(zone.id, id));
}

function linkCommand(zoneId: ResourceId, networkId: ResourceId): Step {
  return az('network private-dns link vnet create', {
    ...inGroupOf(zoneId),
    zoneName: partsOf(zoneId).name,
    name: partsOf(networkId).name,
    virtualNetwork: networkId,
    registrationEnabled: 'false',
  });
}

function unreadWay({ account, entrances }: WayFacts): Way {
  const [first] = entrances.unread;
  const message = `Storage account ${account.name} has ${entrances.unread.length} approved private endpoint(s) that Backstay could not read: ${first?.endpoint} (${first?.failure.code}).`;
  return {
    state: 'unclear',
    reason: 'EndpointNotRead',
    message,
    steps: [
      giveRights('storageEntrances'),
      decision(
        `Check that an approved private endpoint of storage account ${account.name} is in the network of the nodes or in a network that is peered with it, and that its private DNS zone is linked to the network of the nodes.`,
        'causeUnknown',
      ),
    ],
    evidence: { unreadEndpoints: entrances.unread.map(({ endpoint }) => endpoint) },
  };
}

function hostOf(blobEndpoint: string | undefined, account: string): string {
  return URL.parse(blobEndpoint ?? '')?.hostname ?? `the blob endpoint of ${account}`;
}
