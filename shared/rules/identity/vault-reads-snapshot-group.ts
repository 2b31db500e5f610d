import { vaultRoleRule } from './vault-role-rule.ts';

export const vaultReadsSnapshotGroup = vaultRoleRule({
  id: 'BKS-412',
  slug: 'vault-reads-snapshot-group',
  role: 'Reader',
  on: 'snapshotGroup',
  why: 'The vault lists and reads the snapshots that it keeps track of.',
  serviceErrors: ['UserErrorMissingMSIPermissionsOnSnapshotResourceGroup'],
  vaultTierOnly: false,
});
