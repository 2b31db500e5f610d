import { vaultRoleRule } from './vault-role-rule.ts';

export const vaultManagesStagingAccount = vaultRoleRule({
  id: 'BKS-422',
  slug: 'vault-manages-staging-account',
  role: 'Storage Account Contributor',
  on: 'stagingAccount',
  why: 'Restores from the vault lay backups out in the staging account.',
  serviceErrors: [],
  vaultTierOnly: false,
});
