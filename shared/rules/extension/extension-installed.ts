import type { BackupExtension, Cluster, StorageAccount } from '../../model/azure.ts';
import type { Profile } from '../../model/profile.ts';
import { partsOf } from '../../model/resource-id.ts';
import { blocked, defineRule, manual, missing, pending, satisfied } from '../define-rule.ts';
import { EXTENSION_INSTALLED, KUBERNETES_CONFIGURATION_REGISTERED } from '../rule-ids.ts';

const NAME = 'azure-aks-backup';

export const extensionInstalled = defineRule({
  id: EXTENSION_INSTALLED,
  slug: 'extension-installed',
  title: 'The backup extension is installed',
  failureTitle: 'The backup extension is not installed',
  why: 'The extension takes the backups from inside the cluster; without it there is nothing to talk to.',
  severity: 'required',
  docs: 'https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-manage-backups#backup-extension-related-operations',
  serviceErrors: ['UserErrorKubernetesBackupExtensionNotFoundError', 'UserErrorKubernetesBackupExtensionUnhealthy'],
  fix: 'backupExtension',
  needs: ['cluster', 'kubernetesConfigurationProvider', 'backupExtensions', 'storageAccount'],

  evaluate({ cluster, kubernetesConfigurationProvider, backupExtensions, storageAccount }, profile) {
    const [extension] = backupExtensions;
    if (extension !== undefined) return judgeInstalled(extension, cluster);
    if (storageAccount === 'absent') {
      return manual(
        'NoStorageAccount',
        `The storage account ${partsOf(profile.storage.accountId).name} of profile ${profile.name} does not exist.`,
        [`az storage account show --ids ${profile.storage.accountId}`],
      );
    }
    if (kubernetesConfigurationProvider.state.toLowerCase() !== 'registered') {
      return blocked(KUBERNETES_CONFIGURATION_REGISTERED, 'The provider of extensions is not registered yet.');
    }
    return missing('NotInstalled', `Cluster ${cluster.name} has no backup extension.`, {
      kind: 'backupExtension',
      clusterId: cluster.id,
      name: NAME,
      settings: settingsFor(profile, storageAccount, cluster.identity?.tenantId),
    });
  },
});

function judgeInstalled(extension: BackupExtension, cluster: Cluster) {
  const evidence = {
    extension: extension.armId,
    provisioningState: extension.provisioningState ?? null,
    releaseNamespace: extension.releaseNamespace ?? null,
  };
  switch (extension.provisioningState?.toLowerCase()) {
    case 'succeeded':
      return satisfied('Installed', `Extension ${extension.name} is installed.`, evidence);
    case 'failed':
    case 'canceled':
      // Never deleted by Backstay: recovery points are reached through the extension, so that is a person's decision.
      return manual(
        'InstallFailed',
        `Extension ${extension.name} is ${extension.provisioningState}: ${extension.errorMessage ?? 'no reason given'}`,
        [
          `az k8s-extension show --cluster-type managedClusters --cluster-name ${cluster.name} --resource-group ${partsOf(cluster.id).resourceGroup} --name ${extension.name}`,
          'https://learn.microsoft.com/azure/backup/azure-kubernetes-service-backup-troubleshoot',
        ],
        evidence,
      );
    default:
      return pending(
        'InProgress',
        `Extension ${extension.name} is ${extension.provisioningState ?? 'in an unknown state'}.`,
        evidence,
      );
  }
}

/** The keys under which the extension's chart knows them; all values are strings. */
function settingsFor(profile: Profile, account: StorageAccount, tenantId: string | undefined) {
  const { subscriptionId, resourceGroup = '' } = partsOf(profile.storage.accountId);
  return {
    'configuration.backupStorageLocation.bucket': profile.storage.container,
    'configuration.backupStorageLocation.config.storageAccount': account.name,
    'configuration.backupStorageLocation.config.resourceGroup': resourceGroup,
    'configuration.backupStorageLocation.config.subscriptionId': subscriptionId,
    // Entra tokens instead of account keys: accounts that forbid keys work too, and the role alone decides.
    'configuration.backupStorageLocation.config.useAAD': 'true',
    ...(account.blobEndpoint && {
      'configuration.backupStorageLocation.config.storageAccountURI': account.blobEndpoint,
    }),
    ...(tenantId && { 'credentials.tenantId': tenantId }),
  };
}
