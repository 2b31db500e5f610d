import { operatorRoleRule } from './operator-role-rule.ts';

export const operatorsRunBackups = operatorRoleRule({
  id: 'BKS-432',
  slug: 'operators-run-backups',
  role: 'Backup Contributor',
  on: 'vaultGroup',
  why: 'An operator who configures backup creates vaults, policies and backup instances, and restores.',
});
