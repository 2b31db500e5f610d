import { blocked, defineRule, notApplicable } from '../define-rule.ts';
import { VAULT_IDENTITY } from '../rule-ids.ts';
import { judgeRole } from './judge-role.ts';

export const vaultReadsContainer = defineRule({
  id: 'BKS-417',
  slug: 'vault-reads-container',
  title: 'The vault holds Storage Blob Data Reader on the storage account',
  failureTitle: 'The vault does not hold Storage Blob Data Reader on the storage account',
  why: 'The vault reads the backed-up cluster resources that it moves into itself.',
  severity: 'required',
  docs: 'https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-backup-concept#required-roles-and-permissions',
  serviceErrors: [],
  fix: 'roleGrant',
  needs: ['vaultHoldings'],

  evaluate({ vaultHoldings }, profile) {
    if (profile.tier === 'operational')
      return notApplicable('OperationalTier', 'Backups of this profile stay snapshots.');
    if (vaultHoldings === 'absent') return blocked(VAULT_IDENTITY, 'The vault has no identity to grant the role to.');
    return judgeRole(vaultHoldings, {
      role: 'Storage Blob Data Reader',
      scope: profile.storage.accountId,
      holder: 'vault',
    });
  },
});
