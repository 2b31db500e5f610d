import { uuid5 } from '../lib/uuid5.ts';
import type { VaultIdentityRemedy } from '../model/remedy.ts';
import { parseResourceId, partsOf, subscriptionScope } from '../model/resource-id.ts';
import { az, named } from '../steps/az.ts';
import type { Change } from './define.ts';
import { FITTING, WRITABLE } from './preconditions.ts';
import { VAULT } from './samples.ts';

/** Gives a Backup vault its system-assigned identity, beside those that it has. */
export const vaultIdentity = {
  kind: 'vaultIdentity',
  order: 20,
  allowed: 'whereListed',
  risk: 'changesResource',
  longRunning: true,
  preconditions: [...FITTING, WRITABLE],
  role: {
    title: 'Vault Identity Enabler',
    description: 'Gives Backup vaults a system-assigned identity.',
    places: ['vault'],
    actions: ['Microsoft.DataProtection/backupVaults/write'],
  },
  review: {
    why: 'the vault acts by its system-assigned identity',
    beyond: '`backupVaults/write` allows to change anything of the vault',
  },
  sentence: 'Backstay gives the vault a system-assigned identity and keeps the others.',
  sample: { kind: 'vaultIdentity', vaultId: VAULT, identityType: 'SystemAssigned', userAssignedIdentityIds: [] },

  key: ({ kind, vaultId, identityType, userAssignedIdentityIds }) =>
    uuid5(kind, vaultId, identityType, ...[...userAssignedIdentityIds].sort()),
  describe: ({ vaultId }) => `Give vault ${partsOf(vaultId).name} a system-assigned identity`,
  effect: ({ vaultId }) =>
    `Vault ${vaultId} has a system-assigned identity, which has no rights until roles are granted to it. Identities that the vault has already stay.`,
  undoText: 'Turn the system-assigned identity off; all grants to it are void then.',
  permissions({ vaultId, userAssignedIdentityIds }) {
    const kept = userAssignedIdentityIds.flatMap((id) => parseResourceId(id) ?? []);
    return [
      { action: 'Microsoft.DataProtection/backupVaults/write', scope: vaultId },
      { action: 'Microsoft.DataProtection/backupVaults/read', scope: vaultId },
      { action: 'Microsoft.DataProtection/backupVaults/operationStatus/read', scope: vaultId },
      // The operation of some writes is asked for at the subscription.
      // https://github.com/Azure/bicep/issues/6131
      {
        action: 'Microsoft.DataProtection/locations/operationStatus/read',
        scope: subscriptionScope(partsOf(vaultId).subscriptionId),
      },
      ...kept.map((scope) => ({ action: 'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action', scope })),
    ];
  },
  lane: () => undefined,
  commands({ remedy: { vaultId, identityType } }) {
    const { name: vaultName, ...place } = named(vaultId);
    return [az('dataprotection backup-vault update', { ...place, vaultName, type: identityType })];
  },
  declare: ({ remedy: { vaultId, identityType } }) => ({
    kind: 'part',
    type: 'Microsoft.DataProtection/backupVaults',
    id: vaultId,
    body: { identity: { type: identityType } },
  }),
  undo: {
    never:
      'Other roles may have been granted to the identity by now, and the backups of all clusters of the vault need it.',
  },
} satisfies Change<VaultIdentityRemedy>;
