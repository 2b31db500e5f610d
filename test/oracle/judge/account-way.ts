import { type NodeSubnet, nodeSubnets } from './node-subnets.ts';
import {
  at,
  cannot,
  type Doubt,
  find,
  listAt,
  resourcesBelow,
  resourcesOf,
  same,
  textAt,
  textsAt,
  unknown,
  type World,
} from './world.ts';

/**
 * FAQ of AKS backup: the account must be accessible from the cluster. `bypass: AzureServices` lets the vault in, never the pods.
 * https://learn.microsoft.com/azure/storage/common/storage-network-security
 */
export function* judgeAccountWay(world: World): Generator<Doubt> {
  const account = find(world, world.arrangement.storageAccount);
  if (account === undefined) return;
  const access = textAt(account, 'properties.publicNetworkAccess') ?? 'Enabled';
  const denies = same(textAt(account, 'properties.networkAcls.defaultAction'), 'Deny');
  if (access === 'Enabled' && !denies) return;
  // The rules of a perimeter are kept elsewhere.
  if (access === 'SecuredByPerimeter')
    return yield unknown('A network security perimeter decides who reaches the account.');
  yield* judgeVaultWay(account, world.arrangement.vault);

  const subnets = nodeSubnets(world);
  if (subnets === undefined) return yield unknown('A subnet of the nodes is not there to be read.');
  const ways = subnets.map((subnet) => wayFrom(world, account, subnet, access));
  if (ways.every((way) => way === 'open')) return;
  if (ways.every((way) => way === 'closed')) yield cannot('The account lets no subnet of the nodes in.');
  else yield unknown('Whether the pods reach the account is not known, or depends on their pool.');
}

/** "BackupVault needs to be added as trusted access in Storage Account Network Settings" */
function* judgeVaultWay(account: unknown, vault: string): Generator<Doubt> {
  const bypass = (textAt(account, 'properties.networkAcls.bypass') ?? '').split(',').map((each) => each.trim());
  if (bypass.some((each) => same(each, 'AzureServices'))) return;
  const named = listAt(account, 'properties.networkAcls.resourceAccessRules').some((each) =>
    same(textAt(each, 'resourceId'), vault),
  );
  if (named) yield unknown('The vault is let in by a rule of its own.');
  else yield cannot('The account lets the vault not in.');
}

type Way = 'open' | 'closed' | 'unknown';

function wayFrom(world: World, account: unknown, subnet: NodeSubnet, access: string): Way {
  const through = bestOf(approvedEndpoints(account).map((endpoint) => wayThrough(world, account, endpoint, subnet)));
  if (access !== 'Enabled' || through === 'open') return through;
  // Rules for addresses have no effect on requests from the account's own region, and the cluster is in it:
  // https://learn.microsoft.com/azure/storage/common/storage-network-security-limitations
  return bestOf([through, wayBySubnetRule(account, subnet)]);
}

function wayBySubnetRule(account: unknown, { id, subnet }: NodeSubnet): Way {
  const rule = listAt(account, 'properties.networkAcls.virtualNetworkRules').find((each) =>
    same(textAt(each, 'id'), id),
  );
  if (rule === undefined || (textAt(rule, 'state') ?? 'Succeeded') !== 'Succeeded') return 'closed';
  const endpoints = listAt(subnet, 'properties.serviceEndpoints').map((each) => textAt(each, 'service'));
  // Without the endpoint of the subnet the request comes from a public address, which the rule does not know.
  return endpoints.some((each) => same(each, 'Microsoft.Storage') || same(each, 'Microsoft.Storage.Global'))
    ? 'open'
    : 'closed';
}

function approvedEndpoints(account: unknown): readonly unknown[] {
  return listAt(account, 'properties.privateEndpointConnections').filter(
    (each) => textAt(each, 'properties.privateLinkServiceConnectionState.status') === 'Approved',
  );
}

/** https://learn.microsoft.com/azure/storage/common/storage-private-endpoints */
function wayThrough(world: World, account: unknown, connection: unknown, { network }: NodeSubnet): Way {
  const endpointId = textAt(connection, 'properties.privateEndpoint.id');
  const endpoint = endpointId === undefined ? undefined : find(world, endpointId);
  if (endpoint === undefined) return 'unknown';
  const links = [
    ...listAt(endpoint, 'properties.privateLinkServiceConnections'),
    ...listAt(endpoint, 'properties.manualPrivateLinkServiceConnections'),
  ];
  if (!links.some((each) => textsAt(each, 'properties.groupIds').some((group) => same(group, 'blob')))) return 'closed';

  const home = textAt(endpoint, 'properties.subnet.id')?.replace(/\/subnets\/[^/]+$/i, '');
  const own = textAt(network, 'id');
  const isPeered = listAt(network, 'properties.virtualNetworkPeerings').some(
    (each) =>
      same(textAt(each, 'properties.remoteVirtualNetwork.id'), home) &&
      textAt(each, 'properties.peeringState') === 'Connected',
  );
  // A hub or a gateway may connect them all the same.
  if (!same(home, own) && !isPeered) return 'unknown';
  return resolves(world, textAt(account, 'name') ?? '', network);
}

/** The public name leads to the endpoint only where a private zone, linked to the network of the nodes, has a record for it. */
function resolves(world: World, account: string, network: unknown): Way {
  const id = textAt(network, 'id');
  const zones = resourcesOf(world, 'privateDnsZones').filter((zone) =>
    /^privatelink\.blob\./i.test(textAt(zone, 'name') ?? ''),
  );
  const linked = zones.filter((zone) =>
    resourcesBelow(world, textAt(zone, 'id') ?? '', 'virtualNetworkLinks').some((link) =>
      same(textAt(link, 'properties.virtualNetwork.id'), id),
    ),
  );
  const hasRecord = linked.some((zone) =>
    resourcesBelow(world, textAt(zone, 'id') ?? '', 'A').some((record) => same(textAt(record, 'name'), account)),
  );
  if (hasRecord) return 'open';
  // A DNS server of the owner's may forward to such a zone from elsewhere.
  const hasOwnServers =
    (at(network, 'properties.dhcpOptions.dnsServers') as readonly unknown[] | undefined)?.length ?? 0;
  return linked.length === 0 && hasOwnServers > 0 ? 'unknown' : 'closed';
}

function bestOf(ways: readonly Way[]): Way {
  if (ways.includes('open')) return 'open';
  return ways.includes('unknown') ? 'unknown' : 'closed';
}
