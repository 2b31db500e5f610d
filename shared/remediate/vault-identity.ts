import { uuid5 } from '../lib/uuid5.ts';
import type { BackupVault } from '../model/azure.ts';
import type { VaultIdentityRemedy } from '../model/remedy.ts';
import { parseResourceId, partsOf, subscriptionScope } from '../model/resource-id.ts';
import { observationOf, type Remediator, resultOf } from './define.ts';
import { changedSincePlanned, free, lookFirst, type NotToWrite, whatDiffers } from './look-first.ts';

/** Gives a Backup vault its system-assigned identity, beside those that it has. */
export const vaultIdentity: Remediator<VaultIdentityRemedy> = {
  kind: 'vaultIdentity',
  risk: 'changesResource',
  longRunning: true,

  key: ({ kind, vaultId, identityType, userAssignedIdentityIds }) =>
    uuid5(kind, vaultId, identityType, ...[...userAssignedIdentityIds].sort()),
  describe: ({ vaultId }) => `Give vault ${partsOf(vaultId).name} a system-assigned identity`,
  effect: ({ vaultId }) =>
    `Vault ${partsOf(vaultId).name} has an identity in the directory, which has no rights by itself; identities that it has already stay.`,
  undoText: 'Turn the system-assigned identity off; all grants to it are void then.',
  permissions({ vaultId, userAssignedIdentityIds }) {
    const kept = userAssignedIdentityIds.flatMap((id) => parseResourceId(id) ?? []);
    return [
      { action: 'Microsoft.DataProtection/backupVaults/write', scope: vaultId },
      { action: 'Microsoft.DataProtection/backupVaults/read', scope: vaultId },
      { action: 'Microsoft.DataProtection/backupVaults/operationStatus/read', scope: vaultId },
      // Of some writes asked for at the subscription, whatever their scope. https://github.com/Azure/bicep/issues/6131
      {
        action: 'Microsoft.DataProtection/locations/operationStatus/read',
        scope: subscriptionScope(partsOf(vaultId).subscriptionId),
      },
      ...kept.map((scope) => ({ action: 'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action', scope })),
    ];
  },
  lane: () => undefined,
  undo: {
    never:
      'Other things may have been granted to the identity by now, and the backups of all clusters of the vault need it.',
  },

  async observe({ vaultId }, arm) {
    return observationOf(await arm.getVault(vaultId), (vault) => judge(vault) ?? { state: 'absent' });
  },

  async apply(remedy, planned, arm) {
    const { vaultId, identityType } = remedy;
    return lookFirst(
      await arm.getVault(vaultId),
      (vault) => {
        const kept = vault.userAssignedIdentityIds;
        const changed =
          whatDiffers(planned, { identityType: vault.identityType }) ??
          whatDiffers({ userAssignedIdentities: remedy.userAssignedIdentityIds }, { userAssignedIdentities: kept });
        return judge(vault) ?? (changed === undefined ? free(vault) : changedSincePlanned(changed));
      },
      async (over) =>
        resultOf(
          await arm.patchVaultIdentity(remedy, over),
          { vault: vaultId, identityType },
          { vault: vaultId, identityType: over.value.identityType },
        ),
    );
  },
};

/** `undefined` where the vault has no system-assigned identity and gets none. */
function judge({ id, identityType, principalId }: BackupVault): NotToWrite | undefined {
  if (principalId !== undefined) return { state: 'done', after: { vault: id, identityType, principalId } };
  return identityType.toLowerCase().includes('systemassigned') ? { state: 'running' } : undefined;
}
