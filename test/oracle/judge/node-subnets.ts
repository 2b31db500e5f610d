import { hostingPools } from './pools.ts';
import { nodeGroupOf } from './snapshot-group.ts';
import { find, listAt, resourcesBelow, textAt, textsAt, type World } from './world.ts';

export interface NodeSubnet {
  readonly id: string;
  readonly network: unknown;
  readonly subnet: unknown;
  readonly prefixes: readonly string[];
}

/**
 * The subnets in which the pods of the extension may run; undefined when one of them is not there
 * to be seen.
 */
export function nodeSubnets(world: World): readonly NodeSubnet[] | undefined {
  const cluster = find(world, world.arrangement.cluster);
  const pools = hostingPools(cluster);
  const ids = new Set(pools.map((pool) => textAt(pool, 'vnetSubnetID')?.toLowerCase()));
  const found = [...ids].map((id) => (id === undefined ? ownSubnet(world, cluster) : subnetWith(world, id)));
  return found.every((each) => each !== undefined) ? found : undefined;
}

function subnetWith(world: World, written: string): NodeSubnet | undefined {
  const id = written.toLowerCase();
  const network = find(world, id.replace(/\/subnets\/[^/]+$/i, ''));
  const subnet =
    find(world, id) ?? listAt(network, 'properties.subnets').find((each) => textAt(each, 'id')?.toLowerCase() === id);
  if (subnet === undefined) return undefined;
  const one = textAt(subnet, 'properties.addressPrefix');
  return { id, network, subnet, prefixes: [...(one ? [one] : []), ...textsAt(subnet, 'properties.addressPrefixes')] };
}

/** Where no subnet was chosen, AKS makes a network in the group of the nodes. */
function ownSubnet(world: World, cluster: unknown): NodeSubnet | undefined {
  const group = nodeGroupOf(cluster, world.arrangement.cluster);
  if (group === undefined) return undefined;
  const networks = resourcesBelow(world, group, 'virtualNetworks');
  const made = networks.find((each) => /^aks-vnet-/i.test(textAt(each, 'name') ?? ''));
  const id = textAt(listAt(made, 'properties.subnets')[0], 'id');
  return id === undefined ? undefined : subnetWith(world, id);
}
