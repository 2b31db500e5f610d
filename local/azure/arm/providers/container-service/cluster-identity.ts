import type { Platform } from '../../platform.ts';
import { wantedIdentities } from '../../state/wire.ts';
import { invalidParameter } from './aks-error.ts';
import type { ManagedCluster, ManagedClusterIdentity } from './managed-cluster.ts';

export interface IdentityWish {
  readonly type?: string | undefined;
  readonly userAssignedIdentities?: Readonly<Record<string, unknown>> | null | undefined;
}

/**
 * The control plane identity that a cluster gets for what its client asked; one that it has already
 * it keeps.
 */
export function giveClusterIdentity(
  platform: Platform,
  clusterId: string,
  wish: IdentityWish | undefined,
  current: ManagedCluster | undefined,
): ManagedClusterIdentity | undefined {
  switch (wish?.type?.toLowerCase()) {
    case undefined:
      return current?.identity;
    case 'none':
      return { type: 'None' };
    case 'systemassigned':
      return current?.identity?.type === 'SystemAssigned' ? current.identity : newSystemIdentity(platform, clusterId);
    case 'userassigned':
      return attachUserIdentity(platform, wantedIdentities(wish?.userAssignedIdentities));
    default:
      throw invalidParameter('identity.type', `'${wish?.type}' is unknown`);
  }
}

function newSystemIdentity({ state }: Platform, clusterId: string): ManagedClusterIdentity {
  const subscription = state.subscriptions.get(clusterId.split('/').slice(0, 3).join('/'));
  return {
    type: 'SystemAssigned',
    principalId: state.directory.createIdentity(clusterId),
    tenantId: subscription?.tenantId ?? '',
  };
}

function attachUserIdentity({ state }: Platform, ids: readonly string[]): ManagedClusterIdentity {
  const parameter = 'identity.userAssignedIdentities';
  const [id] = ids;
  if (id === undefined || ids.length > 1) {
    throw invalidParameter(parameter, 'the control plane needs exactly one user-assigned identity');
  }
  const identity = state.userAssignedIdentities.get(id);
  if (identity === undefined) throw invalidParameter(parameter, `'${id}' was not found`);
  const { principalId, clientId } = identity.properties;
  return { type: 'UserAssigned', userAssignedIdentities: { [id]: { principalId, clientId } } };
}
