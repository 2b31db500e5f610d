import type { RefusalCode } from '../../faults/backup-refusals.ts';
import type { Platform } from '../../platform.ts';
import type { Echoed } from '../../state/wire.ts';
import type { BackupVault } from './backup-vault.ts';
import { holds } from './find-refusal.ts';

/**
 * Why a restore from the vault cannot be staged. No public source has codes for it: those for the
 * same lack at the snapshot group and the storage account are assumed.
 * https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-backup-support-matrix
 */
export function refusalOfStaging({ state }: Platform, vault: BackupVault, criteria: Echoed): RefusalCode | undefined {
  // Other criteria restore from snapshots.
  if (criteria.objectType !== 'KubernetesClusterVaultTierRestoreCriteria')
    return 'ScenarioPluginInvalidWorkflowDataRequest';
  const { principalId } = vault.identity;
  const group = state.resourceGroups.get(String(criteria.stagingResourceGroupId));
  const holdsOn = (scope: string, action: string) => holds(state, principalId, scope, { action });
  if (group === undefined || !holdsOn(group.id, 'Microsoft.Compute/disks/write'))
    return 'UserErrorMissingMSIPermissionsOnSnapshotResourceGroup';

  const account = state.storageAccounts.get(String(criteria.stagingStorageAccountId));
  if (account === undefined) return 'UserErrorBackupStorageLocationNotFound';
  const { publicNetworkAccess, networkAcls } = account.properties as Readonly<Record<string, Echoed | string>>;
  const isOpen = publicNetworkAccess !== 'Disabled' && Object(networkAcls).defaultAction !== 'Deny';
  const owns = { dataAction: 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/manageOwnership/action' };
  const isUsable =
    isOpen &&
    holdsOn(account.id, 'Microsoft.Storage/storageAccounts/write') &&
    holds(state, principalId, account.id, owns);
  return isUsable ? undefined : 'UserErrorBackupStorageLocationNotFound';
}
