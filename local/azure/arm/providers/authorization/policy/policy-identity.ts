import { z } from 'zod';
import type { Platform } from '../../../platform.ts';
import { serviceError } from '../../../server/errors.ts';
import { wantedIdentities } from '../../../state/wire.ts';
import type { PolicyIdentity } from './policy-assignment.ts';

export const policyIdentitySchema = z.object({
  type: z.enum(['None', 'SystemAssigned', 'UserAssigned']),
  userAssignedIdentities: z.record(z.string(), z.unknown()).nullish(),
});

export type PolicyIdentityWish = z.infer<typeof policyIdentitySchema>;

/** The identity that an assignment gets. One of its own that it has already, it keeps. */
export function givePolicyIdentity(
  { state }: Platform,
  assignmentId: string,
  wish: PolicyIdentityWish,
  request: { readonly tenantId: string; readonly current: PolicyIdentity | undefined },
): PolicyIdentity {
  const { current, tenantId } = request;
  if (current?.type === 'SystemAssigned' && wish.type !== 'SystemAssigned') state.directory.remove(current.principalId);
  switch (wish.type) {
    case 'None':
      return { type: 'None' };
    case 'SystemAssigned':
      if (current?.type === 'SystemAssigned') return current;
      return { type: 'SystemAssigned', principalId: state.directory.createIdentity(assignmentId), tenantId };
    case 'UserAssigned': {
      const [id, ...others] = wantedIdentities(wish.userAssignedIdentities);
      const identity = id === undefined ? undefined : state.userAssignedIdentities.get(id);
      if (id === undefined || identity === undefined || others.length > 0) {
        const message = 'A policy assignment of identity type UserAssigned needs exactly one identity that exists.';
        throw serviceError(400, 'InvalidIdentity', message);
      }
      const { principalId, clientId } = identity.properties;
      return { type: 'UserAssigned', userAssignedIdentities: { [id]: { principalId, clientId } } };
    }
  }
}
