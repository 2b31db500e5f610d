import { type Endpoint, firewall, type OddCluster, type Oddity, OWN_NETWORK, odd } from './odd-clusters.ts';

const RIGHT: Endpoint = {
  network: 'nodes',
  groupId: 'blob',
  isPending: false,
  peering: undefined,
  zone: 'ofGroup',
  linkedTo: ['nodes'],
  record: 'right',
};
const CLOSED = { publicNetworkAccess: 'Disabled', ...firewall({}) };

function within(cluster: OddCluster, change: Partial<Endpoint>, account: object): OddCluster {
  return {
    ...cluster,
    network: cluster.network ?? OWN_NETWORK,
    account: { ...cluster.account, properties: { ...cluster.account.properties, ...account } },
    endpoint: { ...RIGHT, ...change },
  };
}

/** An endpoint of an account that takes no public traffic. */
const endpoint = (name: string, change: Partial<Endpoint> = {}): Oddity =>
  odd(name, (cluster) => within(cluster, change, CLOSED));

const INTO_HUB: Partial<Endpoint> = { network: 'hub', peering: 'Connected', linkedTo: ['nodes', 'hub'] };

/**
 * Private endpoints of the account.
 * https://learn.microsoft.com/azure/storage/common/storage-private-endpoints
 */
export const ENDPOINTS: readonly Oddity[] = [
  endpoint('endpoint beside the nodes'),
  endpoint('endpoint waiting for approval', { isPending: true }),
  endpoint('endpoint for files', { groupId: 'file' }),
  endpoint('endpoint without a zone', { zone: 'none' }),
  endpoint('zone of the endpoint linked to no network', { linkedTo: [] }),
  endpoint('zone of the endpoint linked to another network', { linkedTo: ['hub'] }),
  endpoint('record of the endpoint deleted', { record: 'absent' }),
  endpoint('record of the endpoint changed', { record: 'wrong' }),
  endpoint('zone kept by a person', { zone: 'byPerson' }),
  endpoint('zone kept by a person, with a wrong record', { zone: 'byPerson', record: 'wrong' }),
  endpoint('zone kept by a person, without a record', { zone: 'byPerson', record: 'absent' }),
  endpoint('zone kept by a person, linked to no network', { zone: 'byPerson', linkedTo: [] }),
  endpoint('endpoint in a peered network', INTO_HUB),
  endpoint('endpoint in a peered network, zone linked to that only', { ...INTO_HUB, linkedTo: ['hub'] }),
  endpoint('endpoint in a network whose peering is disconnected', { ...INTO_HUB, peering: 'Disconnected' }),
  endpoint('endpoint in a network whose peering is initiated', { ...INTO_HUB, peering: 'Initiated' }),
  endpoint('endpoint in a network that is not peered', { ...INTO_HUB, peering: undefined }),
  odd('endpoint beside nodes in the network of AKS', (cluster) => ({
    ...within(cluster, {}, CLOSED),
    network: undefined,
  })),
  odd('endpoint peered with the network of AKS', (cluster) => ({
    ...within(cluster, INTO_HUB, CLOSED),
    network: undefined,
  })),
  odd('endpoint beside nodes with own DNS servers', (cluster) => {
    const made = within(cluster, {}, CLOSED);
    return { ...made, network: { ...OWN_NETWORK, ...made.network, dnsServers: ['10.30.0.250'] } };
  }),
  odd('endpoint of an account open to all networks', (cluster) => within(cluster, {}, {})),
  odd('endpoint elsewhere of an account open to all networks', (cluster) =>
    within(cluster, { ...INTO_HUB, peering: undefined, linkedTo: ['hub'] }, {}),
  ),
  odd('endpoint out of reach hides an account open to all networks', (cluster) =>
    within(cluster, { ...INTO_HUB, peering: undefined }, {}),
  ),
  odd('zone without a record hides an account open to all networks', (cluster) =>
    within(cluster, { record: 'absent' }, {}),
  ),
  odd('endpoint for files of an account open to all networks', (cluster) => within(cluster, { groupId: 'file' }, {})),
  odd('endpoint of an account behind a perimeter', (cluster) =>
    within(cluster, {}, { publicNetworkAccess: 'SecuredByPerimeter' }),
  ),
  odd('endpoint of an account that lets the vault not in', (cluster) =>
    within(cluster, {}, { publicNetworkAccess: 'Disabled', ...firewall({ bypass: 'None' }) }),
  ),
];
