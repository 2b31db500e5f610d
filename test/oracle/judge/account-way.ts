import { addressesOf, resolutionIn } from './account-name.ts';
import { type NodeSubnet, nodeSubnets } from './node-subnets.ts';
import { cannot, type Doubt, find, listAt, same, textAt, textsAt, unknown, type World } from './world.ts';

/**
 * FAQ of AKS backup: the account must be accessible from the cluster. `bypass: AzureServices` lets
 * the vault in, never the pods.
 * https://learn.microsoft.com/azure/storage/common/storage-network-security
 */
export function* judgeAccountWay(world: World): Generator<Doubt> {
  const account = find(world, world.arrangement.storageAccount);
  if (account === undefined) return;
  const access = textAt(account, 'properties.publicNetworkAccess') ?? 'Enabled';
  const denies = same(textAt(account, 'properties.networkAcls.defaultAction'), 'Deny');
  // The rules of a perimeter are kept elsewhere.
  if (access === 'SecuredByPerimeter')
    return yield unknown('A network security perimeter decides who reaches the account.');
  const isOpen = access === 'Enabled' && !denies;
  const endpoints = endpointsFor(world, account);
  if (isOpen && endpoints.length === 0) return;
  if (!isOpen) yield* judgeVaultWay(account, world.arrangement.vault);

  const subnets = nodeSubnets(world);
  if (subnets === undefined) return yield unknown('A subnet of the nodes is not there to be read.');
  const ways = subnets.map((subnet) => wayFrom(world, { account, endpoints, access, isOpen }, subnet));
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

interface Entrance {
  readonly account: unknown;
  /** Approved ones for blobs; undefined for one that is not there to be read. */
  readonly endpoints: readonly unknown[];
  readonly access: string;
  readonly isOpen: boolean;
}

function wayFrom(world: World, { account, endpoints, access, isOpen }: Entrance, subnet: NodeSubnet): Way {
  // Rules for addresses have no effect on requests from the account's own region, and the cluster
  // is in it:
  // https://learn.microsoft.com/azure/storage/common/storage-network-security-limitations
  const publicWay = isOpen ? 'open' : access === 'Enabled' ? wayBySubnetRule(account, subnet) : 'closed';
  if (endpoints.length === 0) return publicWay;
  const resolution = resolutionIn(world, account, subnet.network);
  // One that is not there to be read may be near, or far.
  const isUnread = endpoints.includes(undefined);
  switch (resolution.to) {
    case 'unknown':
      return 'unknown';
    case 'nowhere':
      return 'closed';
    case 'public':
      return publicWay === 'closed' && isUnread ? 'unknown' : publicWay;
    case 'private': {
      const answering = endpoints.filter((endpoint) =>
        addressesOf(world, endpoint).some((address) => resolution.addresses.includes(address)),
      );
      if (answering.length === 0) return isUnread ? 'unknown' : 'closed';
      return answering.some((endpoint) => isNear(endpoint, subnet)) ? 'open' : 'unknown';
    }
  }
}

/**
 * In the same network or in one that is peered with it. Otherwise a hub or a gateway may connect
 * them all the same.
 */
function isNear(endpoint: unknown, { network }: NodeSubnet): boolean {
  const home = textAt(endpoint, 'properties.subnet.id')?.replace(/\/subnets\/[^/]+$/i, '');
  const isPeered = listAt(network, 'properties.virtualNetworkPeerings').some(
    (each) =>
      same(textAt(each, 'properties.remoteVirtualNetwork.id'), home) &&
      textAt(each, 'properties.peeringState') === 'Connected',
  );
  return same(home, textAt(network, 'id')) || isPeered;
}

function wayBySubnetRule(account: unknown, { id, subnet }: NodeSubnet): Way {
  const rule = listAt(account, 'properties.networkAcls.virtualNetworkRules').find((each) =>
    same(textAt(each, 'id'), id),
  );
  if (rule === undefined || (textAt(rule, 'state') ?? 'Succeeded') !== 'Succeeded') return 'closed';
  const endpoints = listAt(subnet, 'properties.serviceEndpoints').map((each) => textAt(each, 'service'));
  // Without the endpoint of the subnet the request comes from a public address, which the rule does
  // not know.
  return endpoints.some((each) => same(each, 'Microsoft.Storage') || same(each, 'Microsoft.Storage.Global'))
    ? 'open'
    : 'closed';
}

/** https://learn.microsoft.com/azure/storage/common/storage-private-endpoints */
function endpointsFor(world: World, account: unknown): readonly unknown[] {
  const approved = listAt(account, 'properties.privateEndpointConnections').filter(
    (each) => textAt(each, 'properties.privateLinkServiceConnectionState.status') === 'Approved',
  );
  const endpoints = approved.map((each) => find(world, textAt(each, 'properties.privateEndpoint.id') ?? ''));
  return endpoints.filter((endpoint) => endpoint === undefined || leadsToBlobs(endpoint));
}

function leadsToBlobs(endpoint: unknown): boolean {
  const links = [
    ...listAt(endpoint, 'properties.privateLinkServiceConnections'),
    ...listAt(endpoint, 'properties.manualPrivateLinkServiceConnections'),
  ];
  return links.some((each) => textsAt(each, 'properties.groupIds').some((group) => same(group, 'blob')));
}
