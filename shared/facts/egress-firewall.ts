import type { Fact, Source } from '../model/fact.ts';
import type { AzureFirewall, EgressAppliance, NodeSubnet, ObservedFirewall, VirtualNetwork } from '../model/network.ts';
import { networkOf, partsOf, type ResourceId } from '../model/resource-id.ts';
import { defaultRouteOf, nextHopTypeOf } from '../model/routes.ts';
import type { ArmReader } from '../ports/arm.ts';
import { type Reader, sourceOf } from './reading.ts';

/**
 * The appliances at the addresses of the default routes. A private address is not one of a kind: a
 * firewall is the one that is meant only if it is in the nodes' own network or in one that is
 * peered with it. Without such a route nothing is read.
 */
export const readEgressFirewall: Reader<'egressFirewall'> = async ({ arm, fact }) => {
  const network = await fact('nodeNetwork');
  if (network.state === 'unknown') return network;
  const subnets = network.value === 'absent' ? [] : network.value.subnets;
  const ways = waysOut(subnets);
  if (ways.length === 0) return { ...network, value: 'absent' };

  const networks = network.value === 'absent' ? [] : network.value.networks;
  const found = await Promise.all(ways.map((way) => readAppliance(way, networks, arm)));
  const sources = found.flatMap((each) => each.sources);
  const unread = found.find(({ state }) => state === 'unknown');
  if (unread?.state === 'unknown') return { ...unread, sources };
  return { state: 'known', value: found.flatMap((each) => (each.state === 'known' ? each.value : [])), sources };
};

interface WayOut {
  readonly nextHop: string;
  readonly networkId: ResourceId;
  readonly subnetIds: readonly ResourceId[];
}

function waysOut(subnets: readonly NodeSubnet[]): readonly WayOut[] {
  const leading = subnets.flatMap((subnet) => {
    const route = defaultRouteOf(subnet);
    const nextHop = route?.nextHopAddress;
    if (route === undefined || nextHopTypeOf(route) !== 'virtualappliance' || nextHop === undefined) return [];
    return [{ nextHop, networkId: networkOf(subnet.id), subnetId: subnet.id }];
  });
  const groups = Map.groupBy(leading, ({ nextHop, networkId }) => `${nextHop} ${networkId}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [{ ...first, subnetIds: group.map(({ subnetId }) => subnetId) }];
  });
}

async function readAppliance(
  { nextHop, networkId, subnetIds }: WayOut,
  known: readonly VirtualNetwork[],
  arm: ArmReader,
): Promise<Fact<EgressAppliance>> {
  const peerIds = known.flatMap((network) => (network.id === networkId ? network.peerIds : []));
  const networks = [networkId, ...peerIds];
  const searched = [...new Set(networks.map((id) => partsOf(id).subscriptionId))];
  const lists = await Promise.all(searched.map((subscriptionId) => arm.listAzureFirewalls(subscriptionId)));
  const sources = lists.map(({ trace }) => sourceOf(trace));
  const firewall = lists
    .flatMap((list) => (list.ok ? list.value : []))
    .find((each) => standsAt(each, nextHop, networks));
  if (firewall !== undefined) return readPolicies({ nextHop, subnetIds, firewall }, sources, arm);

  // It may be among those that could not be listed.
  const unread = lists.find((list) => !list.ok);
  if (unread?.ok === false) return { state: 'unknown', failure: unread.failure, sources };
  return { state: 'known', value: { kind: 'otherAppliance', nextHop, subnetIds, searched }, sources };
}

/** The policy of a firewall, and what it inherits from, each with its rules. */
async function readPolicies(
  observed: Omit<ObservedFirewall, 'kind' | 'policies'>,
  before: readonly Source[],
  arm: ArmReader,
): Promise<Fact<ObservedFirewall>> {
  const policies: ObservedFirewall['policies'][number][] = [];
  const sources = [...before];
  let next = observed.firewall.policyId;
  // A policy that inherits from itself would never end.
  while (next !== undefined && !policies.some(({ id }) => id === next)) {
    const [policy, groups] = await Promise.all([arm.getFirewallPolicy(next), arm.listRuleCollectionGroups(next)]);
    sources.push(sourceOf(policy.trace), sourceOf(groups.trace));
    if (!policy.ok) return { state: 'unknown', failure: policy.failure, sources };
    if (!groups.ok) return { state: 'unknown', failure: groups.failure, sources };
    policies.unshift({ ...policy.value, id: next, groups: groups.value });
    next = policy.value.basePolicyId;
  }
  return { state: 'known', value: { kind: 'azureFirewall', ...observed, policies }, sources };
}

function standsAt({ addresses }: AzureFirewall, nextHop: string, networks: readonly ResourceId[]): boolean {
  return addresses.some(
    ({ privateAddress, subnetId }) => privateAddress === nextHop && networks.includes(networkOf(subnetId)),
  );
}
