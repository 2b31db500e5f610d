import { blocked, defineRule, notApplicable } from '../define-rule.ts';
import { VAULT_IDENTITY } from '../rule-ids.ts';
import { judgeRole } from './judge-role.ts';

export const vaultUsesSnapshots = defineRule({
  id: 'BKS-416',
  slug: 'vault-uses-snapshots',
  title: 'The vault holds Disk Snapshot Contributor on the snapshot group',
  failureTitle: 'The vault does not hold Disk Snapshot Contributor on the snapshot group',
  why: 'The vault opens the disk snapshots that it moves into itself.',
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
      role: 'Disk Snapshot Contributor',
      scope: profile.snapshotGroupId,
      holder: 'vault',
    });
  },
});
