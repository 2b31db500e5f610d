import { vaultRoleRule } from './vault-role-rule.ts';

export const vaultUsesSnapshots = vaultRoleRule({
  id: 'BKS-416',
  slug: 'vault-uses-snapshots',
  role: 'Disk Snapshot Contributor',
  on: 'snapshotGroup',
  why: 'The vault opens the disk snapshots that it moves into itself.',
  serviceErrors: [],
  vaultTierOnly: true,
});
