import { az } from '../../steps/az.ts';
import { manual, satisfied } from '../define-rule.ts';
import { ANY_VAULT, ofVault, vaultPostureRule } from './vault-posture-rule.ts';

export const multiUserAuthorization = vaultPostureRule(
  {
    id: 'BKS-715',
    slug: 'multi-user-authorization',
    title: 'A second person has to approve dangerous operations on the vault',
    failureTitle: 'One person alone can do dangerous operations on the vault',
    why: 'Without a resource guard one account is enough to turn soft delete off and to stop protection.',
    docs: 'https://learn.microsoft.com/azure/backup/multi-user-authorization-concept',
    byHand: [
      az('dataprotection backup-vault resource-guard-mapping create', {
        ...ANY_VAULT,
        name: 'DppResourceGuardProxy',
        resourceGuardId: 'RESOURCE-GUARD-ID',
      }),
    ],
  },
  'guarded',
  (guarded, vault) =>
    guarded
      ? satisfied('ResourceGuardPresent', `A resource guard protects vault ${vault.name}.`, { guarded })
      : manual(
          'ResourceGuardMissing',
          `No resource guard protects vault ${vault.name}.`,
          [
            az('dataprotection backup-vault resource-guard-mapping create', {
              ...ofVault(vault),
              name: 'DppResourceGuardProxy',
              resourceGuardId: 'RESOURCE-GUARD-ID',
            }),
          ],
          { guarded },
        ),
);
