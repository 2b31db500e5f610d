import { BACKUP_NAMESPACE } from '../model/policy.ts';
import type { ClusterId } from '../model/resource-id.ts';
import { ofCluster } from './az.ts';

/**
 * https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-manage-backups#backup-extension-related-operations
 */
export const BACKUP_EXTENSION_TYPE = 'microsoft.dataprotection.kubernetes';

/** The extension that a command is about. */
export function extensionOptions(clusterId: ClusterId, name: string) {
  return { ...ofCluster(clusterId), clusterType: 'managedClusters', name } as const;
}

/** Of the command that installs the backup extension. */
export function installOptions(clusterId: ClusterId, name: string, settings: Settings) {
  return {
    ...extensionOptions(clusterId, name),
    extensionType: BACKUP_EXTENSION_TYPE,
    scope: 'cluster',
    releaseTrain: 'stable',
    configurationSettings: settingsForCli(settings),
  } as const;
}

/**
 * The extension as Azure takes it. Without `identity`: on managed clusters AKS makes one, and
 * returns it as `aksAssignedIdentity`.
 */
export function extensionProperties(settings: Settings) {
  return {
    extensionType: BACKUP_EXTENSION_TYPE,
    autoUpgradeMinorVersion: true,
    releaseTrain: 'stable',
    scope: { cluster: { releaseNamespace: BACKUP_NAMESPACE } },
    configurationSettings: settings,
  } as const;
}

const LOCATION = 'configuration.backupStorageLocation';

/**
 * The names under which the Azure CLI takes the settings of the chart; it drops all others without
 * an error. The tenant is not among them: the Azure CLI sets it itself.
 * https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-manage-backups#install-backup-extension
 */
const IN_THE_CLI: Readonly<Record<string, string>> = {
  [`${LOCATION}.bucket`]: 'blobContainer',
  [`${LOCATION}.config.storageAccount`]: 'storageAccount',
  [`${LOCATION}.config.resourceGroup`]: 'storageAccountResourceGroup',
  [`${LOCATION}.config.subscriptionId`]: 'storageAccountSubscriptionId',
  [`${LOCATION}.config.useAAD`]: 'useAAD',
  [`${LOCATION}.config.storageAccountURI`]: 'storageAccountURI',
};

type Settings = Readonly<Record<string, string>>;

export function settingsForCli(settings: Settings): readonly string[] {
  return Object.entries(IN_THE_CLI).flatMap(([key, name]) => {
    const value = settings[key];
    return value === undefined ? [] : [`${name}=${value}`];
  });
}
