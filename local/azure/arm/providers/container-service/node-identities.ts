import type { Platform } from '../../platform.ts';
import type { Echoed } from '../../state/wire.ts';
import { createUserAssignedIdentity } from '../managed-identity/create-identity.ts';
import type { ManagedCluster } from './managed-cluster.ts';

interface AddonProfile extends Echoed {
  readonly enabled: boolean;
}

/**
 * The identities that appear in the node resource group once there are nodes: the nodes' own, and
 * one for each add-on. None is the control plane's. Under a service principal there are none: it
 * stands in for all of them.
 */
export function withNodeIdentities(platform: Platform, cluster: ManagedCluster): ManagedCluster {
  if (cluster.identity === undefined || cluster.identity.type === 'None') return cluster;
  const { identityProfile, addonProfiles } = cluster.properties;
  return {
    ...cluster,
    properties: {
      ...cluster.properties,
      identityProfile: {
        kubeletidentity: createNodeIdentity(platform, cluster, `${cluster.name}-agentpool`),
        ...(identityProfile as Echoed | undefined),
      },
      ...(addonProfiles !== undefined && {
        addonProfiles: withAddonIdentities(platform, cluster, addonProfiles as Readonly<Record<string, AddonProfile>>),
      }),
    },
  };
}

function withAddonIdentities(
  platform: Platform,
  cluster: ManagedCluster,
  addons: Readonly<Record<string, AddonProfile>>,
): Readonly<Record<string, AddonProfile>> {
  const withIdentity = ([name, addon]: [string, AddonProfile]): [string, AddonProfile] => [
    name,
    addon.enabled
      ? { ...addon, identity: createNodeIdentity(platform, cluster, `${name.toLowerCase()}-${cluster.name}`) }
      : addon,
  ];
  return Object.fromEntries(Object.entries(addons).map(withIdentity));
}

function createNodeIdentity(platform: Platform, { id, location, properties }: ManagedCluster, name: string): Echoed {
  const subscription = id.split('/').slice(0, 3).join('/');
  const resourceId = `${subscription}/resourcegroups/${properties.nodeResourceGroup}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;
  const { clientId, principalId } = createUserAssignedIdentity(platform, resourceId, { location }).properties;
  return { resourceId, clientId, objectId: principalId };
}
