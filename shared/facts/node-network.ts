import type { Cluster } from '../model/azure.ts';
import type { Source } from '../model/fact.ts';
import type { Failure } from '../model/failure.ts';
import type { Subnet } from '../model/network.ts';
import { networkOf, parseResourceGroupId, partsOf, type ResourceId } from '../model/resource-id.ts';
import type { ArmReader, ArmResult } from '../ports/arm.ts';
import { type Reader, sourceOf } from './reading.ts';

/**
 * The subnets that an operator created for the cluster, with their routes and filters. Where AKS
 * made them, nothing is read.
 */
export const readNodeNetwork: Reader<'nodeNetwork'> = async ({ arm, fact }) => {
  const cluster = await fact('cluster');
  if (cluster.state === 'unknown') return cluster;
  const ids = subnetIdsOf(cluster.value);
  if (ids.length === 0) return { ...cluster, value: 'absent' };

  const networkIds = [...new Set(ids.map(networkOf))];
  const [subnets, networks, atInterfaces] = await Promise.all([
    allRead(ids, (id) => arm.getSubnet(id)),
    allRead(networkIds, (id) => arm.getVirtualNetwork(id)),
    securityGroupsOfNodes(cluster.value, arm),
  ]);
  const [tables, groups] = await Promise.all([
    allRead(distinct(subnets.values, 'routeTableId'), (id) => arm.getRouteTable(id)),
    allRead(distinct(subnets.values, 'networkSecurityGroupId'), (id) => arm.getNetworkSecurityGroup(id)),
  ]);
  const parts = [subnets, networks, tables, groups, atInterfaces];
  const sources = parts.flatMap((part) => part.sources);
  // Half of a network proves nothing: what could not be read may be what stops everything.
  const failure = parts.find((part) => part.failure !== undefined)?.failure;
  if (failure !== undefined) return { state: 'unknown', failure, sources };
  const value = {
    networks: [...networks.values.values()],
    subnets: [...subnets.values.values()].map((subnet) => ({
      ...subnet,
      routeTable: tables.values.get(subnet.routeTableId),
      networkSecurityGroup: groups.values.get(subnet.networkSecurityGroupId),
    })),
    nodeGroupSecurityGroups: atInterfaces.groups,
  };
  return { state: 'known', value, sources };
};

interface Part<T> {
  /** By the id that was asked for. */
  readonly values: ReadonlyMap<ResourceId | undefined, T>;
  readonly sources: readonly Source[];
  readonly failure: Failure | undefined;
}

/** Reads each of these resources, side by side. */
async function allRead<T>(
  ids: readonly ResourceId[],
  read: (id: ResourceId) => Promise<ArmResult<T>>,
): Promise<Part<T>> {
  const answers = await Promise.all(ids.map(async (id) => [id, await read(id)] as const));
  const failed = answers.map(([, answer]) => answer).find((answer) => !answer.ok);
  return {
    values: new Map(answers.flatMap(([id, answer]) => (answer.ok ? [[id, answer.value]] : []))),
    sources: answers.map(([, { trace }]) => sourceOf(trace)),
    failure: failed?.ok === false ? failed.failure : undefined,
  };
}

function subnetIdsOf({ nodePools }: Cluster): readonly ResourceId[] {
  const all = nodePools.flatMap(({ subnetId, podSubnetId }) => [subnetId, podSubnetId]);
  return [...new Set(all.filter((id) => id !== undefined))];
}

/**
 * AKS keeps them in the node resource group.
 * https://learn.microsoft.com/azure/aks/concepts-network#network-security-groups
 */
async function securityGroupsOfNodes({ id, nodeResourceGroup }: Cluster, arm: ArmReader) {
  const group = parseResourceGroupId(
    `/subscriptions/${partsOf(id).subscriptionId}/resourceGroups/${nodeResourceGroup ?? ''}`,
  );
  if (group === undefined) return { groups: undefined, sources: [], failure: undefined };
  const list = await arm.listNetworkSecurityGroups(group);
  return {
    groups: list.ok ? list.value : undefined,
    sources: [sourceOf(list.trace)],
    failure: list.ok ? undefined : list.failure,
  };
}

function distinct(
  subnets: ReadonlyMap<ResourceId | undefined, Subnet>,
  part: 'routeTableId' | 'networkSecurityGroupId',
): readonly ResourceId[] {
  return [...new Set([...subnets.values()].flatMap((subnet) => subnet[part] ?? []))];
}
