import { blocked, defineRule } from '../define-rule.ts';
import { VAULT_IDENTITY } from '../rule-ids.ts';
import { judgeRole } from './judge-role.ts';

export const vaultReadsCluster = defineRule({
  id: 'BKS-411',
  slug: 'vault-reads-cluster',
  title: 'The vault holds Reader on the cluster',
  failureTitle: 'The vault does not hold Reader on the cluster',
  why: "The vault lists and reads the cluster's extensions and state before every backup.",
  severity: 'required',
  docs: 'https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-backup-concept#required-roles-and-permissions',
  serviceErrors: ['KubernetesBackupListExtensionsError'],
  fix: 'roleGrant',
  needs: ['vaultHoldings', 'cluster'],

  evaluate({ cluster, vaultHoldings }) {
    if (vaultHoldings === 'absent') return blocked(VAULT_IDENTITY, 'The vault has no identity to grant the role to.');
    return judgeRole(vaultHoldings, { role: 'Reader', scope: cluster.id, holder: 'vault' });
  },
});
