import { blocked, defineRule, notApplicable } from '../define-rule.ts';
import { VAULT_IDENTITY } from '../rule-ids.ts';
import { judgeRole } from './judge-role.ts';

export const vaultMovesDisks = defineRule({
  id: 'BKS-415',
  slug: 'vault-moves-disks',
  title: 'The vault holds Data Operator for Managed Disks on the snapshot group',
  failureTitle: 'The vault does not hold Data Operator for Managed Disks on the snapshot group',
  why: 'The vault copies the data of incremental snapshots into itself.',
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
      role: 'Data Operator for Managed Disks',
      scope: profile.snapshotGroupId,
      holder: 'vault',
    });
  },
});
