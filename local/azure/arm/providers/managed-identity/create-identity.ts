import type { Platform } from '../../platform.ts';
import { readResourceId } from '../../state/resource-id.ts';
import type { Tags } from '../../state/wire.ts';
import type { UserAssignedIdentity } from './user-assigned-identity.ts';

/**
 * Makes a user-assigned identity, known to the directory from now on. One that exists keeps its
 * principal.
 */
export function createUserAssignedIdentity(
  { state, random }: Platform,
  id: string,
  {
    isolationScope,
    ...wishes
  }: {
    readonly location: string;
    readonly tags?: Tags | undefined;
    readonly isolationScope?: 'None' | 'Regional' | undefined;
  },
): UserAssignedIdentity {
  const { subscriptionId, name } = readResourceId(id);
  const tenantId = state.subscriptions.get(`/subscriptions/${subscriptionId}`)?.tenantId ?? '';
  const properties = state.userAssignedIdentities.get(id)?.properties ?? {
    tenantId,
    principalId: state.directory.createIdentity(id),
    clientId: random.uuid(),
  };
  return state.userAssignedIdentities.set({
    id,
    name,
    type: 'Microsoft.ManagedIdentity/userAssignedIdentities',
    ...wishes,
    properties: isolationScope === undefined ? properties : { ...properties, isolationScope },
  });
}
