import { partsOf } from '../../model/resource-id.ts';
import { az, inGroupOf } from '../../steps/az.ts';
import { decision } from '../../steps/step.ts';
import { defineRule, manual, missing, pending, satisfied } from '../define-rule.ts';
import { NEVER_ACCEPTED } from '../never-accepted.ts';
import { VAULT_IDENTITY } from '../rule-ids.ts';

export const vaultSystemIdentity = defineRule({
  id: VAULT_IDENTITY,
  slug: 'vault-system-identity',
  title: 'The vault has a system-assigned identity',
  failureTitle: 'The vault has no system-assigned identity',
  why: "Trusted Access and the vault's roles belong to its system-assigned identity, never to a user-assigned one.",
  severity: 'required',
  neverAccepted: NEVER_ACCEPTED.identity,
  docs: 'https://learn.microsoft.com/azure/aks/trusted-access-feature',
  serviceErrors: [],
  fix: 'vaultIdentity',
  needs: ['vault'],

  evaluate({ vault }, profile) {
    if (vault === 'absent') {
      const { name } = partsOf(profile.vaultId);
      return manual('NoVault', `The Backup vault ${name} of profile ${profile.name} does not exist.`, [
        az('dataprotection backup-vault show', { ...inGroupOf(profile.vaultId), vaultName: name }),
        decision('Create the vault, or name another one under "vault" in the profile.', 'ownerChooses'),
      ]);
    }
    const evidence = { identityType: vault.identityType, principalId: vault.principalId ?? null };
    if (vault.principalId !== undefined) {
      return satisfied('SystemAssigned', `Vault ${vault.name} has a system-assigned identity.`, evidence);
    }
    if (vault.identityType.toLowerCase().includes('systemassigned')) {
      return pending('PrincipalPending', `The identity of vault ${vault.name} has no principal yet.`, evidence);
    }
    const keep = vault.userAssignedIdentityIds;
    return missing(
      'NoSystemIdentity',
      `Vault ${vault.name} has no system-assigned identity.`,
      {
        kind: 'vaultIdentity',
        vaultId: vault.id,
        identityType: keep.length === 0 ? 'SystemAssigned' : 'SystemAssigned,UserAssigned',
        userAssignedIdentityIds: keep,
      },
      evidence,
    );
  },
});
