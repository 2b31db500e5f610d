import { z } from 'zod';
import type { Platform } from '../../platform.ts';
import { type ArmApp, type ArmContext, originOf } from '../../server/arm-env.ts';
import { resourceNotFound } from '../../server/errors.ts';
import { pageOf } from '../../server/paging.ts';
import { readBody } from '../../server/request-body.ts';
import { tagsSchema } from '../../server/request-schemas.ts';
import { stampSystemData } from '../../server/system-data.ts';
import type { Echoed } from '../../state/wire.ts';
import { EVERYONE } from '../authorization/deny-assignment.ts';
import { newResourceGroup } from '../resources/resource-group.ts';
import { invalidParameter } from './aks-error.ts';
import { clusterFromRequest } from './cluster-from-request.ts';
import { createClusterNetwork, requireSubnetsOfPools } from './cluster-network.ts';
import { linkToOperation } from './cluster-operations.ts';
import { clusterRequestSchema } from './cluster-request.ts';
import { clusterAnswer, clusterId, inState, type ManagedCluster } from './managed-cluster.ts';
import { withNodeIdentities } from './node-identities.ts';
import { isMadeStopped, withLeftOut } from './stand-in-tags.ts';
import { requireIdle, requireWritable, startClusterWork } from './write-lane.ts';

const CLUSTERS =
  '/subscriptions/:subscriptionId/resourcegroups/:resourceGroupName/providers/microsoft.containerservice/managedclusters';
const NAME = /^[a-zA-Z0-9]$|^[a-zA-Z0-9][-_a-zA-Z0-9]{0,61}[a-zA-Z0-9]$/;

/** Managed clusters: https://learn.microsoft.com/rest/api/aks/managed-clusters */
export function routeManagedClusters(app: ArmApp, platform: Platform): void {
  const { state } = platform;

  app.get('/subscriptions/:subscriptionId/providers/microsoft.containerservice/managedclusters', (c) => {
    const clusters = state.managedClusters.below(`/subscriptions/${c.req.param('subscriptionId')}`);
    return c.json(pageOf(c, platform, clusters.map(shown)));
  });

  app.get(CLUSTERS, (c) => {
    const { subscriptionId, resourceGroupName } = c.req.param();
    const clusters = state.managedClusters.below(
      `/subscriptions/${subscriptionId}/resourcegroups/${resourceGroupName}`,
    );
    return c.json(pageOf(c, platform, clusters.map(shown)));
  });

  app.get(`${CLUSTERS}/:resourceName`, (c) => c.json(shown(requireCluster(c, platform))));
  app.put(`${CLUSTERS}/:resourceName`, (c) => putCluster(c, platform));
  app.patch(`${CLUSTERS}/:resourceName`, (c) => patchTags(c, platform));
  app.delete(`${CLUSTERS}/:resourceName`, (c) => deleteCluster(c, platform));
}

function shown(cluster: ManagedCluster): object {
  return withLeftOut(clusterAnswer(cluster));
}

/** @throws ArmError when the cluster that the path names does not exist. */
export function requireCluster(c: ArmContext, { state }: Platform): ManagedCluster {
  const { subscriptionId = '', resourceGroupName = '', resourceName = '' } = c.req.param();
  const cluster = state.managedClusters.get(clusterId(subscriptionId, resourceGroupName, resourceName));
  if (cluster !== undefined) return cluster;
  throw resourceNotFound('Microsoft.ContainerService/managedClusters', resourceName, resourceGroupName);
}

function putCluster(c: ArmContext, platform: Platform): Response {
  const { subscriptionId = '', resourceGroupName = '', resourceName = '' } = c.req.param();
  if (!NAME.test(resourceName)) throw invalidParameter('resourceName', `'${resourceName}' is no name for a cluster`);
  const id = clusterId(subscriptionId, resourceGroupName, resourceName);
  const current = platform.state.managedClusters.get(id);
  if (current !== undefined) requireWritable(current);

  const request = readBody(c, clusterRequestSchema, (problem) => invalidParameter('parameters', problem));
  requireSubnetsOfPools(platform.state, request);
  const systemData = stampSystemData(c, platform.timeline, current?.systemData);
  const cluster = clusterFromRequest(
    platform,
    { id, name: resourceName, resourceGroupName, current, systemData },
    request,
  );
  if (current === undefined) {
    createNodeResourceGroup(platform, subscriptionId, cluster);
    createClusterNetwork(platform, subscriptionId, cluster);
  }

  const origin = originOf(c);
  const operation = startClusterWork(platform, cluster, {
    duration: current === undefined ? 'managedClusterCreate' : 'managedClusterUpdate',
    state: cluster.properties.provisioningState,
    ...(current === undefined && isMadeStopped(cluster.tags) && { powerStateAfter: { code: 'Stopped' } }),
    finish: (finished) => {
      platform.state.managedClusters.set(withNodeIdentities(platform, finished));
      platform.events.publish({ kind: 'Write', outcome: 'Success', resourceId: finished.id, origin });
    },
  });
  linkToOperation(c, platform, cluster.location, operation, 'Azure-AsyncOperation');
  return c.json(clusterAnswer(cluster), current === undefined ? 201 : 200);
}

function createNodeResourceGroup(platform: Platform, subscriptionId: string, cluster: ManagedCluster): void {
  const { state } = platform;
  const { location, tags } = cluster;
  const wishes = { location, tags, managedBy: cluster.id };
  const group = state.resourceGroups.set(
    newResourceGroup(subscriptionId, cluster.properties.nodeResourceGroup, wishes),
  );
  const { restrictionLevel } = (cluster.properties.nodeResourceGroupProfile ?? {}) as Echoed;
  if (restrictionLevel === 'ReadOnly') lockDown(platform, group.id);
}

/**
 * A locked node resource group is for AKS alone.
 * https://learn.microsoft.com/azure/aks/node-resource-group-lockdown
 */
function lockDown({ state, random }: Platform, scope: string): void {
  const name = random.uuid();
  state.denyAssignments.set({
    id: `${scope}/providers/Microsoft.Authorization/denyAssignments/${name}`,
    type: 'Microsoft.Authorization/denyAssignments',
    name,
    properties: {
      denyAssignmentName: 'AKS node resource group lockdown',
      description: 'Resources of the nodes are changed by AKS only.',
      permissions: [{ actions: ['*'], notActions: ['*/read'], dataActions: [], notDataActions: [] }],
      scope,
      doNotApplyToChildScopes: false,
      principals: [EVERYONE],
      excludePrincipals: [],
      isSystemProtected: true,
    },
  });
}

function patchTags(c: ArmContext, platform: Platform): Response {
  const cluster = requireCluster(c, platform);
  requireWritable(cluster);
  const { tags } = readBody(c, z.object({ tags: tagsSchema }), (problem) => invalidParameter('parameters', problem));
  const systemData = stampSystemData(c, platform.timeline, cluster.systemData);
  const tagged = platform.state.managedClusters.set({ ...inState(cluster, 'Succeeded'), tags, systemData });
  platform.events.publish({ kind: 'Write', outcome: 'Success', resourceId: tagged.id, origin: originOf(c) });
  return c.json(clusterAnswer(tagged));
}

function deleteCluster(c: ArmContext, platform: Platform): Response {
  const { subscriptionId = '', resourceGroupName = '', resourceName = '' } = c.req.param();
  const cluster = platform.state.managedClusters.get(clusterId(subscriptionId, resourceGroupName, resourceName));
  if (cluster === undefined) return c.body(null, 204);
  requireIdle(cluster);

  const origin = originOf(c);
  const operation = startClusterWork(platform, cluster, {
    duration: 'managedClusterDelete',
    state: 'Deleting',
    finish: ({ id, properties }) => {
      platform.state.remove(id);
      platform.state.remove(`/subscriptions/${subscriptionId}/resourceGroups/${properties.nodeResourceGroup}`);
      platform.events.publish({ kind: 'Delete', outcome: 'Success', resourceId: id, origin });
    },
  });
  linkToOperation(c, platform, cluster.location, operation, 'Azure-AsyncOperation');
  linkToOperation(c, platform, cluster.location, operation, 'Location');
  return c.body(null, 202);
}
