import type { Platform } from '../../platform.ts';
import type { Echoed } from '../../state/wire.ts';
import type { ClusterRequest } from './cluster-request.ts';

/**
 * Where the API server of a new cluster is reached; that of a private one by a name in a private
 * DNS zone.
 */
export function hostNames(
  { random }: Platform,
  { id, name }: { readonly id: string; readonly name: string },
  { location, properties }: ClusterRequest,
  apiServer: Echoed,
): Echoed {
  const host = `${properties.dnsPrefix ?? properties.fqdnSubdomain ?? name}-${random.uuid().slice(0, 8)}`;
  const publicNames = {
    fqdn: `${host}.hcp.${location}.azmk8s.io`,
    azurePortalFQDN: `${host}.portal.hcp.${location}.azmk8s.io`,
  };
  if (apiServer.enablePrivateCluster !== true) return publicNames;
  return {
    ...publicNames,
    // Only a private cluster that hides its name has no public one: what remains leads to a private
    // address.
    ...(apiServer.enablePrivateClusterPublicFQDN === false && { fqdn: undefined }),
    privateFQDN: `${host}.${random.uuid()}.privatelink.${location}.azmk8s.io`,
    privateLinkResources: [
      {
        id: `${id}/privateLinkResources/management`,
        name: 'management',
        type: 'Microsoft.ContainerService/managedClusters/privateLinkResources',
        groupId: 'management',
        requiredMembers: ['management'],
      },
    ],
  };
}
