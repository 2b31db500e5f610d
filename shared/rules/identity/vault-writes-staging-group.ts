import { vaultRoleRule } from './vault-role-rule.ts';

export const vaultWritesStagingGroup = vaultRoleRule({
  id: 'BKS-421',
  slug: 'vault-writes-staging-group',
  role: 'Contributor',
  on: 'stagingGroup',
  why: 'Restores from the vault make disks in the staging group before they reach the cluster.',
  serviceErrors: [],
  vaultTierOnly: false,
});
