import type { Cluster, NodePool } from '../../model/azure.ts';
import type { NodeNetwork, NodeSubnet } from '../../model/network.ts';
import { hostingPools } from './pool-hosting.ts';

/**
 * The subnets whose addresses the traffic of the extension has: that of the pods where they have
 * one, else that of the nodes.
 */
export function subnetsOfPods(cluster: Cluster, network: NodeNetwork): readonly NodeSubnet[] {
  return subnetsOf(cluster, network, ({ podSubnetId, subnetId }) => [podSubnetId ?? subnetId]);
}

/** The subnets of the nodes, which fetch images, and of the pods on them. */
export function subnetsOfNodesAndPods(cluster: Cluster, network: NodeNetwork): readonly NodeSubnet[] {
  return subnetsOf(cluster, network, ({ podSubnetId, subnetId }) => [podSubnetId, subnetId]);
}

/** Only pools that may run the extension count; all of them where none can yet. */
function subnetsOf(
  cluster: Cluster,
  { subnets }: NodeNetwork,
  idsOf: (pool: NodePool) => readonly (NodePool['subnetId'] | undefined)[],
): readonly NodeSubnet[] {
  const hosting = hostingPools(cluster);
  const ids = new Set((hosting.length > 0 ? hosting : cluster.nodePools).flatMap(idsOf));
  return subnets.filter(({ id }) => ids.has(id));
}
