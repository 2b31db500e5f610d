import type { BackupVault } from '../model/azure.ts';
import type { VaultIdentityRemedy } from '../model/remedy.ts';
import { observationOf, type Remediator, resultOf } from './define.ts';
import { changedSincePlanned, free, lookFirst, type NotToWrite, whatDiffers } from './look-first.ts';

/** Gives a Backup vault its system-assigned identity, beside those that it has. */
export const vaultIdentity = {
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
} satisfies Remediator<VaultIdentityRemedy>;

/** `undefined` where the vault has no system-assigned identity and gets none. */
function judge({ id, identityType, principalId }: BackupVault): NotToWrite | undefined {
  if (principalId !== undefined) return { state: 'done', after: { vault: id, identityType, principalId } };
  return identityType.toLowerCase().includes('systemassigned') ? { state: 'running' } : undefined;
}
