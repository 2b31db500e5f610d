import { decision } from '../../steps/step.ts';
import { manual, satisfied } from '../define-rule.ts';
import { vaultPostureRule } from './vault-posture-rule.ts';

const STEP = decision(
  'Redundancy is fixed once a vault protects something: create a vault with GeoRedundant or ZoneRedundant storage, and name it in the profile.',
  'ownerChooses',
);

export const vaultRedundancy = vaultPostureRule(
  {
    id: 'BKS-711',
    slug: 'vault-redundancy',
    title: 'The vault keeps copies of backups outside of one data center',
    failureTitle: 'The vault keeps all copies of backups in one data center',
    why: 'Locally redundant backups are lost with their data center.',
    docs: 'https://learn.microsoft.com/azure/backup/backup-vault-overview#storage-settings-in-the-backup-vault',
    byHand: [STEP],
  },
  'redundancy',
  (redundancy, vault) =>
    redundancy === 'LocallyRedundant'
      ? manual('LocallyRedundant', `Vault ${vault.name} stores backups with LocallyRedundant storage.`, [STEP], {
          redundancy,
        })
      : satisfied('RedundancySufficient', `Vault ${vault.name} stores backups with ${redundancy} storage.`, {
          redundancy,
        }),
);
