import type { Platform } from '../../platform.ts';
import { type ArmApp, type ArmContext, originOf } from '../../server/arm-env.ts';
import { linkToOperation } from './cluster-operations.ts';
import { isStopped } from './managed-cluster.ts';
import { requireCluster } from './managed-clusters.ts';
import { requireIdle, startClusterWork } from './write-lane.ts';

const CLUSTER =
  '/subscriptions/:subscriptionId/resourcegroups/:resourceGroupName/providers/microsoft.containerservice/managedclusters/:resourceName';

/** https://learn.microsoft.com/azure/aks/start-stop-cluster */
export function routePowerActions(app: ArmApp, platform: Platform): void {
  app.post(`${CLUSTER}/start`, (c) => switchPower(c, platform, 'start'));
  app.post(`${CLUSTER}/stop`, (c) => switchPower(c, platform, 'stop'));
}

function switchPower(c: ArmContext, platform: Platform, action: 'start' | 'stop'): Response {
  const cluster = requireCluster(c, platform);
  requireIdle(cluster);
  if (isStopped(cluster) === (action === 'stop')) return c.body(null, 204);

  const origin = originOf(c);
  const operation = startClusterWork(platform, cluster, {
    ...(action === 'start'
      ? { duration: 'managedClusterStart', state: 'Starting', powerStateAfter: { code: 'Running' } }
      : { duration: 'managedClusterStop', state: 'Stopping', powerStateAfter: { code: 'Stopped' } }),
    // An action is no write: who waits for write events alone does not hear of it.
    finish: ({ id }) => platform.events.publish({ kind: 'Action', outcome: 'Success', resourceId: id, action, origin }),
  });
  linkToOperation(c, platform, cluster.location, operation, 'Azure-AsyncOperation');
  linkToOperation(c, platform, cluster.location, operation, 'Location');
  return c.body(null, 202);
}
