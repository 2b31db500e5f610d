import { z } from 'zod';
import type { Platform } from '../../platform.ts';
import { type ArmApp, type ArmContext, originOf } from '../../server/arm-env.ts';
import { pageOf } from '../../server/paging.ts';
import { readBody } from '../../server/request-body.ts';
import type { Echoed } from '../../state/wire.ts';
import { withPoolDefaults } from './agent-pool.ts';
import { aksError, invalidParameter } from './aks-error.ts';
import { requireSubnetsOf } from './cluster-network.ts';
import { linkToOperation } from './cluster-operations.ts';
import type { ManagedCluster } from './managed-cluster.ts';
import { requireCluster } from './managed-clusters.ts';
import { requireWritable, startClusterWork } from './write-lane.ts';

const POOLS =
  '/subscriptions/:subscriptionId/resourcegroups/:resourceGroupName/providers/microsoft.containerservice/managedclusters/:resourceName/agentpools';
const NAME = /^[a-z][a-z0-9]{0,11}$/;

const poolSchema = z.object({ properties: z.looseObject({ vnetSubnetID: z.string().nullish() }) });

/**
 * Node pools as resources: https://learn.microsoft.com/rest/api/aks/agent-pools. They are also part
 * of the cluster.
 */
export function routeAgentPools(app: ArmApp, platform: Platform): void {
  app.get(POOLS, (c) => {
    const cluster = requireCluster(c, platform);
    const pools = cluster.properties.agentPoolProfiles.map((pool) => poolAnswer(cluster, pool));
    return c.json(pageOf(c, platform, pools));
  });
  app.get(`${POOLS}/:poolName`, (c) => {
    const cluster = requireCluster(c, platform);
    return c.json(poolAnswer(cluster, requirePool(c, cluster)));
  });
  app.put(`${POOLS}/:poolName`, (c) => putPool(c, platform));
  app.delete(`${POOLS}/:poolName`, (c) => deletePool(c, platform));
}

function poolAnswer({ id }: ManagedCluster, { name, ...properties }: Echoed): object {
  return {
    id: `${id}/agentPools/${name}`,
    name,
    type: 'Microsoft.ContainerService/managedClusters/agentPools',
    properties,
  };
}

/**
 * @throws ArmError when the cluster has no such pool; code and form as of bindings, the words are
 * assumed.
 */
export function requirePool(c: ArmContext, { properties }: ManagedCluster): Echoed {
  const pool = properties.agentPoolProfiles.find(({ name }) => name === c.req.param('poolName'));
  if (pool !== undefined) return pool;
  const { subscriptionId, resourceGroupName, resourceName, poolName } = c.req.param();
  const message =
    `Could not find the agentpool ${poolName} in subscription: ${subscriptionId}, resourceGroup: ` +
    `${resourceGroupName}, clusterName: ${resourceName}.`;
  throw aksError(404, 'NotFound', message, { subcode: 'GetAgentPool_NotFound' });
}

function putPool(c: ArmContext, platform: Platform): Response {
  const cluster = requireCluster(c, platform);
  const name = c.req.param('poolName') ?? '';
  if (!NAME.test(name)) throw invalidParameter('agentPoolName', `'${name}' must match ${NAME.source}`);
  const { properties: wish } = readBody(c, poolSchema, (problem) => invalidParameter('parameters', problem));
  requireWritable(cluster);
  requireSubnetsOf(platform.state, [wish]);

  const before = cluster.properties.agentPoolProfiles;
  const current = before.find((pool) => pool.name === name);
  const version = String(cluster.properties.currentKubernetesVersion);
  const asked = current === undefined ? { mode: 'User', ...wish, name } : { ...current, ...wish, name };
  const pool = withPoolDefaults(asked, version);
  const pools = current === undefined ? [...before, pool] : before.map((each) => (each === current ? pool : each));
  return changePools(c, platform, cluster, pools, {
    answer: (changed) =>
      c.json(
        poolAnswer(changed, { ...pool, provisioningState: current === undefined ? 'Creating' : 'Updating' }),
        current === undefined ? 201 : 200,
      ),
  });
}

function deletePool(c: ArmContext, platform: Platform): Response {
  const cluster = requireCluster(c, platform);
  const name = c.req.param('poolName');
  const pools = cluster.properties.agentPoolProfiles.filter((pool) => pool.name !== name);
  if (pools.length === cluster.properties.agentPoolProfiles.length) return c.body(null, 204);
  requireWritable(cluster);
  if (!pools.some(({ mode }) => mode === 'System' || mode === 'ManagedSystem')) {
    // That it is refused is documented, the words are assumed:
    // https://learn.microsoft.com/azure/aks/use-system-pools
    throw aksError(400, 'BadRequest', 'There has to be at least one system agent pool.');
  }
  return changePools(c, platform, cluster, pools, { isDeletion: true, answer: () => c.body(null, 202) });
}

function changePools(
  c: ArmContext,
  platform: Platform,
  cluster: ManagedCluster,
  agentPoolProfiles: readonly Echoed[],
  { isDeletion = false, answer }: { isDeletion?: boolean; answer: (cluster: ManagedCluster) => Response },
): Response {
  const { managedClusters } = platform.state;
  const origin = originOf(c);
  const poolId = `${cluster.id}/agentPools/${c.req.param('poolName')}`;
  const operation = startClusterWork(platform, cluster, {
    duration: 'managedClusterUpdate',
    state: 'Updating',
    finish: (current) => {
      managedClusters.set({ ...current, properties: { ...current.properties, agentPoolProfiles } });
      const kind = isDeletion ? 'Delete' : 'Write';
      platform.events.publish({ kind, outcome: 'Success', resourceId: poolId, origin });
    },
  });
  linkToOperation(c, platform, cluster.location, operation, 'Azure-AsyncOperation');
  if (isDeletion) linkToOperation(c, platform, cluster.location, operation, 'Location');
  return answer(cluster);
}
