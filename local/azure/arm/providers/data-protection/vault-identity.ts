import { z } from 'zod';
import type { Platform } from '../../platform.ts';
import { serviceError } from '../../server/errors.ts';
import type { AttachedIdentity } from '../../state/wire.ts';
import type { VaultIdentity } from './backup-vault.ts';

export const vaultIdentitySchema = z.object({
  type: z.string().optional(),
  /** In an update `null` takes the identity off. */
  userAssignedIdentities: z.record(z.string(), z.looseObject({}).nullable()).nullish(),
});

export type VaultIdentityWish = z.infer<typeof vaultIdentitySchema>;

/**
 * The identity that a vault has after a request asked for `wish`. One that stays keeps its
 * principal.
 */
export function giveVaultIdentity(
  platform: Platform,
  vaultId: string,
  wish: VaultIdentityWish | undefined,
  current: VaultIdentity | undefined,
): VaultIdentity {
  if (wish?.type === undefined) return current ?? { type: 'None' };
  const kinds = wish.type.split(',').map((kind) => kind.trim().toLowerCase());
  const wantsSystem = kinds.includes('systemassigned');
  const wantsUser = kinds.includes('userassigned');
  if (!wantsSystem && !wantsUser && wish.type.toLowerCase() !== 'none') {
    throw invalidIdentity(`The identity type '${wish.type}' is unknown.`);
  }

  const userAssignedIdentities = wantsUser ? attach(platform, wish, current) : undefined;
  if (!wantsSystem && current?.principalId !== undefined) platform.state.directory.remove(current.principalId);
  const system = wantsSystem ? systemIdentity(platform, vaultId, current) : undefined;
  return {
    type:
      wantsSystem && wantsUser
        ? 'SystemAssigned,UserAssigned'
        : wantsSystem
          ? 'SystemAssigned'
          : wantsUser
            ? 'UserAssigned'
            : 'None',
    ...system,
    ...(userAssignedIdentities && { userAssignedIdentities }),
  };
}

function systemIdentity({ state }: Platform, vaultId: string, current: VaultIdentity | undefined) {
  const subscription = state.subscriptions.get(vaultId.split('/').slice(0, 3).join('/'));
  return {
    principalId: current?.principalId ?? state.directory.createIdentity(vaultId),
    tenantId: subscription?.tenantId ?? '',
  };
}

function attach(
  { state }: Platform,
  { userAssignedIdentities: wished }: VaultIdentityWish,
  current: VaultIdentity | undefined,
): Readonly<Record<string, AttachedIdentity>> {
  const attached = new Map(Object.entries(current?.userAssignedIdentities ?? {}));
  for (const [id, value] of Object.entries(wished ?? {})) {
    const known = [...attached.keys()].find((key) => key.toLowerCase() === id.toLowerCase());
    if (known !== undefined) attached.delete(known);
    if (value === null) continue;
    const identity = state.userAssignedIdentities.get(id);
    if (identity === undefined) throw invalidIdentity(`The user-assigned identity '${id}' was not found.`);
    attached.set(id, { principalId: identity.properties.principalId, clientId: identity.properties.clientId });
  }
  if (attached.size === 0) throw invalidIdentity('An identity of type UserAssigned needs at least one identity.');
  return Object.fromEntries(attached);
}

function invalidIdentity(message: string) {
  return serviceError(400, 'InvalidIdentity', message);
}
