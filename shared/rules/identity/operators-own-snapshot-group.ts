import { operatorRoleRule } from './operator-role-rule.ts';

export const operatorsOwnSnapshotGroup = operatorRoleRule({
  id: 'BKS-434',
  slug: 'operators-own-snapshot-group',
  role: 'Owner',
  on: 'snapshotGroup',
  why: 'An operator who configures backup reads and writes the snapshot group and grants roles on it.',
});
