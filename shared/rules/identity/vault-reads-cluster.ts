import { vaultRoleRule } from './vault-role-rule.ts';

export const vaultReadsCluster = vaultRoleRule({
  id: 'BKS-411',
  slug: 'vault-reads-cluster',
  role: 'Reader',
  on: 'cluster',
  why: "The vault lists and reads the cluster's extensions and state before every backup.",
  serviceErrors: ['KubernetesBackupListExtensionsError'],
  vaultTierOnly: false,
});
