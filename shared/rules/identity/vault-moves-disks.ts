import { vaultRoleRule } from './vault-role-rule.ts';

export const vaultMovesDisks = vaultRoleRule({
  id: 'BKS-415',
  slug: 'vault-moves-disks',
  role: 'Data Operator for Managed Disks',
  on: 'snapshotGroup',
  why: 'The vault copies the data of incremental snapshots into itself.',
  serviceErrors: [],
  vaultTierOnly: true,
});
