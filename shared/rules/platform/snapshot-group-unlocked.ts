import { isWithin } from '../../model/resource-id.ts';
import { az } from '../../steps/az.ts';
import { defineRule } from '../define-rule.ts';
import { judgeLocks, locksOver } from './locks-over.ts';

export const snapshotGroupUnlocked = defineRule({
  id: 'BKS-112',
  slug: 'snapshot-group-unlocked',
  title: 'No lock stops snapshots, or the pruning of old ones',
  failureTitle: 'A lock stops snapshots, or the pruning of old ones',
  why: 'A read-only lock keeps snapshots from being made, and a delete lock keeps expired ones for ever.',
  severity: 'required',
  docs: 'https://learn.microsoft.com/azure/azure-resource-manager/management/lock-resources',
  serviceErrors: ['UserErrorSnapshotResourceGroupHasLocks'],
  fix: 'person',
  byHand: [
    az('lock list', { subscription: 'SUBSCRIPTION', resourceGroup: 'SNAPSHOT-GROUP' }),
    az('lock delete', { subscription: 'SUBSCRIPTION', ids: 'LOCK-ID' }),
  ],
  needs: ['locks'],

  evaluate({ locks }, { snapshotGroupId }) {
    // A lock on a single snapshot in the group keeps that one from being pruned.
    const within = locks.filter(({ scope }) => scope !== snapshotGroupId && isWithin(scope, snapshotGroupId));
    const found = [...locksOver([snapshotGroupId], locks), ...within];
    return judgeLocks(found, [snapshotGroupId], 'stops snapshots or their pruning');
  },
});
