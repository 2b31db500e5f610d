/** Why Azure Backup refuses a cluster, as it says so. */
interface Refusal {
  readonly message: string;
  readonly recommendedAction: string;
  /** The innermost text, which names the cause also where the message does not. */
  readonly detail: string;
  /**
   * Recorded answers say `false` throughout; true is assumed for causes that pass by themselves.
   */
  readonly isRetryable?: true;
}

const SEE = 'Refer to https://aka.ms/aksclusterbackup';

/**
 * The texts of the first two and of `…ExtensionUnhealthy` were recorded, misleading as they are.
 * The codes of all others are from
 * https://learn.microsoft.com/azure/backup/azure-kubernetes-service-backup-troubleshoot and public reports; their texts are made up.
 */
const REFUSALS = {
  UserErrorMissingClusterMSIPermissionsOnSnapshotResourceGroup: {
    message:
      'The AKS cluster requires a Contributor role on the snapshot resource group where the persistent volume snapshots will be stored.',
    recommendedAction: `Grant the AKS cluster's managed identity Contributor role on the snapshot resource group. ${SEE}`,
    detail: 'Kubernetes control plane identity missing permission in the Snapshot RG',
  },
  UserErrorMissingMSIPermissionsOnSnapshotResourceGroup: {
    message: 'Microsoft Azure Backup encountered an internal error.',
    recommendedAction: 'Wait for a few minutes and then try the operation again.',
    detail: 'Backup vault identity missing permission in the Snapshot RG',
  },
  UserErrorKubernetesBackupExtensionUnhealthy: {
    message: 'The storage account does not support key based authentication.',
    recommendedAction: `Check the health of the backup extension. ${SEE}`,
    detail: 'Backup extension is not in a healthy state',
    isRetryable: true,
  },
  KubernetesBackupListExtensionsError: {
    message: 'Failed to list the extensions of the cluster.',
    recommendedAction: `Grant the Backup vault the Reader role on the cluster. ${SEE}`,
    detail: 'Backup vault identity cannot read the extensions of the cluster',
  },
  UserErrorKubernetesBackupExtensionNotFoundError: {
    message: 'The backup extension is not installed in the cluster.',
    recommendedAction: `Install the backup extension. ${SEE}`,
    detail: 'No extension of type microsoft.dataprotection.kubernetes',
  },
  UserErrorKubernetesBackupExtensionHasErrors: {
    message: 'The backup extension has errors.',
    recommendedAction: `Check the extension, and install it again. ${SEE}`,
    detail: 'Provisioning state of the extension is Failed',
  },
  UserErrorKubernetesBackupExtensionIdentityNotFound: {
    message: 'The identity of the backup extension was not found.',
    recommendedAction: `Install the backup extension again. ${SEE}`,
    detail: 'Extension identity does not exist',
  },
  UserErrorExtensionMSIMissingPermissionsOnBackupStorageLocation: {
    message: 'The extension identity has no permission on the storage account.',
    recommendedAction: `Grant the extension identity Storage Blob Data Contributor on the storage account. ${SEE}`,
    detail: 'Extension identity missing permission on the backup storage location',
  },
  UserErrorBackupStorageLocationNotReady: {
    message: 'The backup storage location is not ready.',
    recommendedAction: `Wait, and check that the extension reaches the storage account. ${SEE}`,
    detail: 'Backup storage location is Unavailable',
    isRetryable: true,
  },
  UserErrorNoDefaultBackupStorageLocationFound: {
    message: 'No default backup storage location was found.',
    recommendedAction: `Set the storage account and container of the extension. ${SEE}`,
    detail: 'No default backup storage location in the cluster',
  },
  UserErrorBackupStorageLocationNotFound: {
    message: 'The backup storage location was not found.',
    recommendedAction: `Check that the storage account and container exist. ${SEE}`,
    detail: 'Storage account or container of the backup storage location does not exist',
  },
  UserErrorBackupFailedBackupStorageLocationReadOnly: {
    message: 'The backup storage location is read-only.',
    recommendedAction: `Remove the lock of the storage account. ${SEE}`,
    detail: 'Backup storage location is ReadOnly',
  },
  UserErrorStorageAccountKeyAccessDisallowed: {
    message: 'Key access to the storage account is not allowed.',
    recommendedAction: `Let the extension sign in by Microsoft Entra ID. ${SEE}`,
    detail: 'Shared key access is off, and useAAD is not set',
  },
  UserErrorSnapshotResourceGroupHasLocks: {
    message: 'The snapshot resource group has locks.',
    recommendedAction: `Remove the locks. ${SEE}`,
    detail: 'Locks on the Snapshot RG',
  },
  UserErrorKubernetesBackupClusterIsStopped: {
    message: 'The cluster is stopped.',
    recommendedAction: 'Start the cluster, and try again.',
    detail: 'Power state of the cluster is Stopped',
  },
  UserErrorKubernetesCustomResourcesNotPickedUpByExtension: {
    message: 'The backup extension does not pick up custom resources.',
    recommendedAction: `Install the backup extension again. ${SEE}`,
    detail: 'Custom resource was not processed in time',
  },
  UserErrorPVSnapshotDisallowedByPolicy: {
    message: 'An Azure policy does not allow snapshots of the persistent volumes.',
    recommendedAction: `Exempt the snapshot resource group from the policy. ${SEE}`,
    detail: 'RequestDisallowedByPolicy at Microsoft.Compute/snapshots',
  },
  DppUserErrorVaultTierPolicyNotSupported: {
    message: 'Policies with the vault tier are not supported in the region.',
    recommendedAction: 'Use a policy with the operational tier only.',
    detail: 'Vault tier is not supported for the datasource in the region',
  },
  UserErrorDppDatasourceAlreadyHasBackupInstance: {
    message: 'The datasource is already protected by a backup instance.',
    recommendedAction: 'Stop that protection and delete its instance first.',
    detail: 'Datasource has a backup instance',
  },
  UserErrorMultiProtectionNotAllowedWithSameVaultAndSamePolicy: {
    message: 'The datasource is already protected in this vault by this policy.',
    recommendedAction: 'Use another policy.',
    detail: 'Same vault and same policy',
  },
  ScenarioPluginInvalidWorkflowDataRequest: {
    message: 'The request does not fit the datasource.',
    recommendedAction: 'Check the request.',
    detail: 'Invalid workflow data',
  },
  LinkedAuthorizationFailed: {
    message: 'The client has no permission to read the cluster.',
    recommendedAction: 'Grant the client the right to read the cluster.',
    detail: 'Caller cannot read the datasource',
  },
  UserErrorBackupPluginPodRestartedDuringBackup: {
    message: 'The backup pod was restarted during the backup.',
    recommendedAction: `Raise the memory limit of the extension. ${SEE}`,
    detail: 'OOMKilled',
  },
} as const satisfies Readonly<Record<string, Refusal>>;

export type RefusalCode = keyof typeof REFUSALS;

export const REFUSAL_CODES = Object.keys(REFUSALS) as [RefusalCode, ...RefusalCode[]];

export function refusalTexts(code: RefusalCode): Refusal {
  return REFUSALS[code];
}
