import { operatorRoleRule } from './operator-role-rule.ts';

export const operatorsOwnStorageAccount = operatorRoleRule({
  id: 'BKS-433',
  slug: 'operators-own-storage-account',
  role: 'Owner',
  on: 'storageAccount',
  why: 'An operator who configures backup reads and writes the storage account and grants roles on it.',
});
