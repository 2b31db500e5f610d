import type { RecoveryPoint } from '../../model/azure.ts';
import type { FactValues } from '../../model/fact.ts';

/**
 * The recovery points that can't be restored without the container. Those of the vault tier alone are kept in the vault.
 * https://learn.microsoft.com/azure/backup/azure-kubernetes-service-backup-overview
 */
export function pointsInContainer(points: FactValues['recoveryPoints']): readonly RecoveryPoint[] {
  return points === 'notNeeded' ? [] : points.filter(({ stores }) => stores.length === 0 || stores.some(isOperational));
}

/** How a person gets a deleted container back, which works for as long as soft delete for containers keeps it. */
export function stepsToRestore(account: string, container: string): readonly string[] {
  return [
    `If soft delete for containers was on, find the version of the deleted container: az storage container list --account-name ${account} --prefix ${container} --include-deleted true --auth-mode login`,
    `Restore it while no container has its name: az storage container restore --account-name ${account} --name ${container} --deleted-version VERSION --auth-mode login`,
  ];
}

function isOperational(store: string): boolean {
  return store.toLowerCase() === 'operationalstore';
}
