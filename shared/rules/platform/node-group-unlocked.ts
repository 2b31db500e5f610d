import { nodeGroupOf } from '../../model/resource-id.ts';
import { az, named } from '../../steps/az.ts';
import { cannotTell, defineRule } from '../define-rule.ts';
import { judgeLocks, locksOver } from './locks-over.ts';

export const nodeGroupUnlocked = defineRule({
  id: 'BKS-115',
  slug: 'node-group-unlocked',
  title: 'No read-only lock on the node resource group',
  failureTitle: 'A read-only lock is on the node resource group',
  why: "Azure creates the identity of the extension in the cluster's node resource group, and a read-only lock refuses it.",
  severity: 'required',
  docs: 'https://learn.microsoft.com/azure/aks/cluster-extensions',
  serviceErrors: ['ScopeLocked', 'UserErrorKubernetesBackupExtensionIdentityNotFound'],
  fix: 'person',
  byHand: [
    az('lock list', { subscription: 'SUBSCRIPTION', resourceGroup: 'NODE-RESOURCE-GROUP' }),
    az('lock delete', { subscription: 'SUBSCRIPTION', ids: 'LOCK-ID' }),
  ],
  needs: ['cluster', 'locks'],

  // A restriction level of the node resource group is no lock: AKS lets its own extensions pass.
  // AKS Automatic has it.
  evaluate({ cluster, locks }) {
    const group = nodeGroupOf(cluster.id, cluster.nodeResourceGroup);
    if (group === undefined) {
      return cannotTell(
        'NodeGroupNotReturned',
        `Azure does not return the node resource group of cluster ${cluster.name}.`,
        [az('aks show', { ...named(cluster.id), query: 'nodeResourceGroup' })],
      );
    }
    const readOnly = locks.filter(({ level }) => level.toLowerCase() !== 'cannotdelete');
    return judgeLocks(locksOver([group], readOnly), [group], 'refuses the identity of the extension');
  },
});
