import { vaultRoleRule } from './vault-role-rule.ts';

export const vaultReadsContainer = vaultRoleRule({
  id: 'BKS-417',
  slug: 'vault-reads-container',
  role: 'Storage Blob Data Reader',
  on: 'storageAccount',
  why: 'The vault reads the backed-up cluster resources that it moves into itself.',
  serviceErrors: [],
  vaultTierOnly: true,
});
