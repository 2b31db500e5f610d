import type { Cluster } from '../../model/azure.ts';
import { partsOf, type ResourceId } from '../../model/resource-id.ts';

/**
 * True for resources in the group in which AKS keeps the nodes and, where it made it, their
 * network.
 */
export function isInNodeGroup(id: ResourceId, { id: clusterId, nodeResourceGroup }: Cluster): boolean {
  const { subscriptionId, resourceGroup } = partsOf(id);
  return (
    nodeResourceGroup !== undefined &&
    resourceGroup?.toLowerCase() === nodeResourceGroup.toLowerCase() &&
    subscriptionId === partsOf(clusterId).subscriptionId
  );
}
