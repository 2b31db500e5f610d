import { operatorRoleRule } from './operator-role-rule.ts';

export const operatorsOwnCluster = operatorRoleRule({
  id: 'BKS-431',
  slug: 'operators-own-cluster',
  role: 'Owner',
  on: 'cluster',
  why: 'An operator who configures backup installs the extension, enables Trusted Access and grants the vault its roles on the cluster.',
});
