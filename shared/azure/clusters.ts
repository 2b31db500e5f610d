import type { ManagedCluster } from '@azure/arm-containerservice';
import type { Cluster, ClusterIdentity } from '../model/azure.ts';
import { parseClusterId, partsOf, resourceGroupOf } from '../model/resource-id.ts';
import type { ArmReader } from './arm.ts';
import { UnreadableAnswer } from './ask.ts';
import type { Connection } from './connection.ts';
import { allOf } from './pages.ts';
import { isRecord, principalId, text, textRecord } from './shapes.ts';

export function clusterCalls({ ask, containerService }: Connection): Pick<ArmReader, 'getCluster' | 'listClusters'> {
  return {
    async getCluster(id) {
      const { subscriptionId, name } = partsOf(id);
      const { managedClusters } = await containerService(subscriptionId);
      return ask(() => managedClusters.get(resourceGroupOf(id), name), readCluster);
    },
    async listClusters(subscriptionId) {
      const { managedClusters } = await containerService(subscriptionId);
      return ask(
        () => allOf(managedClusters.list()),
        (clusters) => clusters.map(readCluster),
      );
    },
  };
}

export function readCluster(cluster: ManagedCluster): Cluster {
  const armId = text(cluster.id);
  const id = armId === undefined ? undefined : parseClusterId(armId);
  if (armId === undefined || id === undefined) throw new UnreadableAnswer('a cluster without a proper id');
  return {
    id,
    armId,
    name: text(cluster.name) ?? partsOf(id).name,
    location: text(cluster.location) ?? '',
    tags: textRecord(cluster.tags),
    provisioningState: text(cluster.provisioningState),
    powerState: text(cluster.powerState?.code),
    nodeResourceGroup: text(cluster.nodeResourceGroup),
    identity: readIdentity(cluster.identity),
  };
}

/** The control plane's identity; clusters under a service principal have none. */
function readIdentity(identity: ManagedCluster['identity']): ClusterIdentity | undefined {
  const type = text(identity?.type);
  if (identity === undefined || type === undefined || type.toLowerCase() === 'none') return undefined;
  const own = type.toLowerCase().includes('systemassigned');
  const [assigned] = isRecord(identity.userAssignedIdentities) ? Object.values(identity.userAssignedIdentities) : [];
  return {
    type,
    principalId: principalId(own ? identity.principalId : isRecord(assigned) ? assigned.principalId : undefined),
    tenantId: text(identity.tenantId),
  };
}
