import { az } from '../../steps/az.ts';
import { manual, satisfied } from '../define-rule.ts';
import { ANY_VAULT, ofVault, vaultPostureRule } from './vault-posture-rule.ts';

export const jobFailureAlerts = vaultPostureRule(
  {
    id: 'BKS-716',
    slug: 'job-failure-alerts',
    title: 'Azure Monitor alerts on failed backups of the vault',
    failureTitle: 'Failed backups of the vault raise no alert',
    why: 'A backup that fails every night is noticed at the restore otherwise.',
    docs: 'https://learn.microsoft.com/azure/backup/monitoring-and-alerts-overview',
    byHand: [az('dataprotection backup-vault update', { ...ANY_VAULT, jobFailureAlerts: 'Enabled' })],
  },
  'jobAlerts',
  (jobAlerts, vault) =>
    jobAlerts === 'Enabled'
      ? satisfied('Enabled', `Vault ${vault.name} raises alerts on failed jobs.`, { jobAlerts })
      : manual(
          'Disabled',
          `Alerts on failed jobs of vault ${vault.name} are ${jobAlerts}.`,
          [az('dataprotection backup-vault update', { ...ofVault(vault), jobFailureAlerts: 'Enabled' })],
          { jobAlerts },
        ),
);
