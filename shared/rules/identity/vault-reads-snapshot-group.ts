import { blocked, defineRule } from '../define-rule.ts';
import { VAULT_IDENTITY } from '../rule-ids.ts';
import { judgeRole } from './judge-role.ts';

export const vaultReadsSnapshotGroup = defineRule({
  id: 'BKS-412',
  slug: 'vault-reads-snapshot-group',
  title: 'The vault holds Reader on the snapshot group',
  failureTitle: 'The vault does not hold Reader on the snapshot group',
  why: 'The vault lists and reads the snapshots that it keeps track of.',
  severity: 'required',
  docs: 'https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-backup-concept#required-roles-and-permissions',
  serviceErrors: ['UserErrorMissingMSIPermissionsOnSnapshotResourceGroup'],
  fix: 'roleGrant',
  needs: ['vaultHoldings'],

  evaluate({ vaultHoldings }, profile) {
    if (vaultHoldings === 'absent') return blocked(VAULT_IDENTITY, 'The vault has no identity to grant the role to.');
    return judgeRole(vaultHoldings, { role: 'Reader', scope: profile.snapshotGroupId, holder: 'vault' });
  },
});
