import { az } from '../../steps/az.ts';
import { manual, notApplicable, satisfied } from '../define-rule.ts';
import { ANY_VAULT, ofVault, vaultPostureRule } from './vault-posture-rule.ts';

export const crossRegionRestore = vaultPostureRule(
  {
    id: 'BKS-712',
    slug: 'cross-region-restore',
    title: 'Backups can be restored in the paired region',
    failureTitle: 'Backups cannot be restored in the paired region',
    why: 'Without Cross Region Restore an outage of the region keeps its backups out of reach.',
    docs: 'https://learn.microsoft.com/azure/backup/tutorial-cross-region-restore',
    byHand: [az('dataprotection backup-vault update', { ...ANY_VAULT, crrState: 'Enabled' })],
  },
  'redundancy',
  (redundancy, vault) => {
    if (redundancy !== 'GeoRedundant') {
      return notApplicable(
        'NotGeoRedundant',
        `Vault ${vault.name} is ${redundancy}, and has no copies in the paired region.`,
      );
    }
    const crossRegionRestore = vault.posture.crossRegionRestore ?? 'Disabled';
    return crossRegionRestore === 'Enabled'
      ? satisfied('Enabled', `Vault ${vault.name} has Cross Region Restore.`, { crossRegionRestore })
      : manual(
          'Disabled',
          `Cross Region Restore of vault ${vault.name} is ${crossRegionRestore}.`,
          [az('dataprotection backup-vault update', { ...ofVault(vault), crrState: 'Enabled' })],
          { crossRegionRestore },
        );
  },
);
