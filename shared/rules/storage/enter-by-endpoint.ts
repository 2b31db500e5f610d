import type { EndpointEntrance, PrivateDnsZone } from '../../model/network.ts';
import { partsOf, type ResourceId } from '../../model/resource-id.ts';
import type { Step } from '../../model/step.ts';
import { az, inGroupOf } from '../../steps/az.ts';
import { decision } from '../../steps/step.ts';
import { ownDnsServers } from '../network/own-dns-servers.ts';
import { giveRights } from '../read-by.ts';
import { findWrongRecord, isLinked, isReachable, leadsToBlobs, networksOf } from './account-name.ts';
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
    return { state: 'unclear', reason: 'EndpointInOtherNetwork', message, steps, evidence };
  }
  const resolvers = ownDnsServers(nodeNetwork);
  const lookUp = decision(
    `From a pod of the cluster, check that ${hostOf(account.blobEndpoint, account.name)} resolves to the address of the private endpoint.`,
    'outsideAzure',
  );
  if (resolvers.length > 0) {
    const message = `Private endpoint ${endpointName} is in reach of cluster ${cluster.name}; whether the DNS servers ${resolvers.join(', ')} resolve storage account ${account.name} to it cannot be read from Azure.`;
    return { state: 'unclear', reason: 'CustomDnsServers', message, steps: [lookUp], evidence };
  }
  const networks = networksOf(nodeNetwork);
  // A zone that a person keeps and that the nodes do not use may be for other networks.
  const zones = endpoint.zones.filter(
    (zone) => zone.keptBy === 'zoneGroup' || networks.some((networkId) => isLinked(zone, networkId, facts)),
  );
  if (zones.length === 0) {
    const message = `Private endpoint ${endpointName} of storage account ${account.name} has no private DNS zone that Backstay can read.`;
    const steps = [decision(`Attach a private DNS zone to private endpoint ${endpointName}.`, 'ownerChooses'), lookUp];
    return { state: 'unclear', reason: 'NoPrivateDnsZone', message, steps, evidence };
  }
  const unlinked = networks.filter((networkId) => !zones.some((zone) => isLinked(zone, networkId, facts)));
  if (unlinked.length > 0) {
    const ids = unlinked.filter((id) => id !== undefined);
    const where = ids.map((id) => partsOf(id).name).join(', ') || 'of the nodes';
    const message = `Private DNS zone ${zones.map(({ name }) => name).join(', ')} is not linked to network ${where}, so cluster ${cluster.name} resolves storage account ${account.name} to its public address, which refuses it.`;
    return { state: 'broken', reason: 'DnsZoneNotLinked', message, steps: linkSteps(zones, ids), evidence };
  }
  const wrong = networks.flatMap((networkId) => {
    const used = zones.filter((zone) => isLinked(zone, networkId, facts));
    return findWrongRecord(used, endpoint, facts) ?? [];
  });
  if (wrong[0] !== undefined) return wrong[0];
  const message = `Cluster ${cluster.name} reaches storage account ${account.name} by private endpoint ${endpointName}.`;
  return { state: 'open', reason: 'PrivateEndpoint', message, evidence };
}

function linkSteps(zones: readonly PrivateDnsZone[], networkIds: readonly ResourceId[]): readonly Step[] {
  const [zone] = zones;
  if (zone === undefined || networkIds.length === 0) {
    return [decision('Link the private DNS zone to the network of the nodes.', 'causeUnknown')];
  }
  return networkIds.map((id) => linkCommand(zone.id, id));
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
