import { az } from '../../steps/az.ts';
import { manual, satisfied } from '../define-rule.ts';
import { ANY_VAULT, ofVault, vaultPostureRule } from './vault-posture-rule.ts';

const MIN_DAYS = 14;

export const softDelete = vaultPostureRule(
  {
    id: 'BKS-713',
    slug: 'soft-delete',
    title: 'The vault keeps deleted backups for 14 days',
    failureTitle: 'The vault deletes backups at once, or too soon',
    why: 'Soft delete is the last defence against backups that were deleted by mistake or by an attacker.',
    docs: 'https://learn.microsoft.com/azure/backup/backup-azure-enhanced-soft-delete-about',
    byHand: [
      az('dataprotection backup-vault update', { ...ANY_VAULT, softDeleteState: 'On', softDeleteRetention: 14 }),
    ],
  },
  'softDelete',
  (state, vault) => {
    const days = vault.posture.softDeleteDays ?? 0;
    const evidence = { softDelete: state, days };
    return state !== 'Off' && days >= MIN_DAYS
      ? satisfied('SoftDeleteEnabled', `Vault ${vault.name} keeps deleted backups for ${days} days.`, evidence)
      : manual(
          'SoftDeleteInsufficient',
          `Soft delete of vault ${vault.name} is ${state}, with ${days} days.`,
          [
            az('dataprotection backup-vault update', {
              ...ofVault(vault),
              softDeleteState: 'On',
              softDeleteRetention: MIN_DAYS,
            }),
          ],
          evidence,
        );
  },
);
