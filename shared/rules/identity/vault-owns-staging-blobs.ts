import { vaultRoleRule } from './vault-role-rule.ts';

export const vaultOwnsStagingBlobs = vaultRoleRule({
  id: 'BKS-423',
  slug: 'vault-owns-staging-blobs',
  role: 'Storage Blob Data Owner',
  on: 'stagingAccount',
  why: 'Restores from the vault copy the state of the cluster into a container of the staging account.',
  serviceErrors: [],
  vaultTierOnly: false,
});
