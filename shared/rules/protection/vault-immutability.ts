import { az } from '../../steps/az.ts';
import { manual, satisfied } from '../define-rule.ts';
import { ANY_VAULT, ofVault, vaultPostureRule } from './vault-posture-rule.ts';

export const vaultImmutability = vaultPostureRule(
  {
    id: 'BKS-714',
    slug: 'vault-immutability',
    title: 'The vault is immutable',
    failureTitle: 'The vault is not immutable',
    why: 'In a vault that is not immutable an administrator can shorten or end the life of backups.',
    docs: 'https://learn.microsoft.com/azure/backup/backup-azure-immutable-vault-concept',
    byHand: [az('dataprotection backup-vault update', { ...ANY_VAULT, immutabilityState: 'Unlocked' })],
  },
  'immutability',
  (immutability, vault) =>
    immutability === 'Disabled'
      ? manual(
          'Disabled',
          `Immutability of vault ${vault.name} is Disabled.`,
          [az('dataprotection backup-vault update', { ...ofVault(vault), immutabilityState: 'Unlocked' })],
          { immutability },
        )
      : satisfied('ImmutabilityEnabled', `Immutability of vault ${vault.name} is ${immutability}.`, { immutability }),
);
