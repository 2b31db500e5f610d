import { az } from '../../steps/az.ts';
import { defineRule } from '../define-rule.ts';
import { judgeLocks, locksOver } from './locks-over.ts';

export const writtenScopesUnlocked = defineRule({
  id: 'BKS-113',
  slug: 'written-scopes-unlocked',
  title: 'No read-only lock on the cluster, the vault or the storage account',
  failureTitle: 'A read-only lock is on the cluster, the vault or the storage account',
  why: 'A read-only lock refuses the extension, Trusted Access and role grants, and later the backups themselves.',
  severity: 'required',
  docs: 'https://learn.microsoft.com/azure/azure-resource-manager/management/lock-resources',
  serviceErrors: ['ScopeLocked', 'UserErrorBackupFailedBackupStorageLocationReadOnly'],
  fix: 'person',
  byHand: [
    az('lock list', { subscription: 'SUBSCRIPTION', resource: 'CLUSTER-VAULT-OR-ACCOUNT-ID' }),
    az('lock delete', { subscription: 'SUBSCRIPTION', ids: 'LOCK-ID' }),
  ],
  needs: ['cluster', 'locks'],

  evaluate({ cluster, locks }, { vaultId, storage }) {
    const scopes = [cluster.id, vaultId, storage.accountId];
    const readOnly = locks.filter(({ level }) => level.toLowerCase() !== 'cannotdelete');
    return judgeLocks(locksOver(scopes, readOnly), scopes, 'refuses every change there');
  },
});
