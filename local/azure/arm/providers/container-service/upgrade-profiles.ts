import type { Platform } from '../../platform.ts';
import type { ArmApp } from '../../server/arm-env.ts';
import type { Echoed } from '../../state/wire.ts';
import { requirePool } from './agent-pools.ts';
import { upgradesOf } from './kubernetes-versions.ts';
import { requireCluster } from './managed-clusters.ts';

const CLUSTER =
  '/subscriptions/:subscriptionId/resourcegroups/:resourceGroupName/providers/microsoft.containerservice/managedclusters/:resourceName';

/**
 * The versions that a cluster or a pool can be upgraded to.
 * https://learn.microsoft.com/rest/api/aks/managed-clusters/get-upgrade-profile
 */
export function routeUpgradeProfiles(app: ArmApp, platform: Platform): void {
  app.get(`${CLUSTER}/upgradeprofiles/default`, (c) => {
    const { id, properties } = requireCluster(c, platform);
    return c.json({
      id: `${id}/upgradeprofiles/default`,
      name: 'default',
      type: 'Microsoft.ContainerService/managedClusters/upgradeprofiles',
      properties: {
        controlPlaneProfile: upgradesFrom(platform, String(properties.currentKubernetesVersion), 'Linux'),
        agentPoolProfiles: properties.agentPoolProfiles.map((pool) => ({
          name: pool.name,
          ...upgradesOfPool(platform, pool),
        })),
      },
    });
  });
  app.get(`${CLUSTER}/agentpools/:poolName/upgradeprofiles/default`, (c) => {
    const cluster = requireCluster(c, platform);
    const pool = requirePool(c, cluster);
    return c.json({
      id: `${cluster.id}/agentPools/${String(pool.name)}/upgradeProfiles/default`,
      name: 'default',
      type: 'Microsoft.ContainerService/managedClusters/agentPools/upgradeProfiles',
      properties: { ...upgradesOfPool(platform, pool), latestNodeImageVersion: pool.nodeImageVersion },
    });
  });
}

function upgradesOfPool(platform: Platform, { currentOrchestratorVersion, osType }: Echoed) {
  return upgradesFrom(platform, String(currentOrchestratorVersion), String(osType));
}

function upgradesFrom({ timeline }: Platform, kubernetesVersion: string, osType: string) {
  const upgrades = upgradesOf(kubernetesVersion, timeline.now()).map((version) => ({ kubernetesVersion: version }));
  return { kubernetesVersion, osType, upgrades };
}
