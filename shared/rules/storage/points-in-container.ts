import type { RecoveryPoint, StorageAccount } from '../../model/azure.ts';
import type { FactValues } from '../../model/fact.ts';
import { partsOf } from '../../model/resource-id.ts';
import type { Step } from '../../model/step.ts';
import { az } from '../../steps/az.ts';
import { decision, note } from '../../steps/step.ts';

/**
 * The recovery points that can't be restored without the container. Those of the vault tier alone
 * are kept in the vault.
 * https://learn.microsoft.com/azure/backup/azure-kubernetes-service-backup-overview
 */
export function pointsInContainer(points: FactValues['recoveryPoints']): readonly RecoveryPoint[] {
  return points === 'notNeeded' ? [] : points.filter(({ stores }) => stores.length === 0 || stores.some(isOperational));
}

/**
 * How a person finds a deleted container, which works for as long as soft delete for containers
 * keeps it.
 */
export function stepsToFind({ id, name }: StorageAccount, container: string): readonly Step[] {
  const options = { subscription: partsOf(id).subscriptionId, accountName: name, prefix: container } as const;
  return [
    note('If soft delete for containers was on, find the version of the deleted container:'),
    az('storage container list', { ...options, includeDeleted: 'true', authMode: 'login' }),
  ];
}

/** How a person gets it back: only the list says which version that is. */
export function stepsToRestore(account: StorageAccount, container: string): readonly Step[] {
  const restore = az('storage container restore', {
    subscription: partsOf(account.id).subscriptionId,
    accountName: account.name,
    name: container,
    deletedVersion: 'VERSION',
    authMode: 'login',
  });
  return [
    ...stepsToFind(account, container),
    decision(`Restore it while no container has its name: ${restore}`, 'ownerChooses'),
  ];
}

function isOperational(store: string): boolean {
  return store.toLowerCase() === 'operationalstore';
}
