/** The one right of Azure for all extensions. */
export const EXTENSION_WRITES = 'Microsoft.KubernetesConfiguration/extensions/write';

const LOCATION = 'configuration.backupStorageLocation';

/**
 * The names under which the Azure CLI takes the settings of the chart; it drops all others without an error. The tenant is not among
 * them: the Azure CLI sets it itself.
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

/** Where the extension writes, for people. */
export function storageIn(settings: Settings): string {
  const container = settings[`${LOCATION}.bucket`] ?? 'of the profile';
  const account = settings[`${LOCATION}.config.storageAccount`] ?? 'of the profile';
  return `container ${container} in storage account ${account}`;
}

export const SAMPLE_SETTINGS: Settings = {
  [`${LOCATION}.bucket`]: 'CONTAINER',
  [`${LOCATION}.config.storageAccount`]: 'ACCOUNT',
  [`${LOCATION}.config.resourceGroup`]: 'GROUP-OF-THE-ACCOUNT',
  [`${LOCATION}.config.subscriptionId`]: 'SUBSCRIPTION-OF-THE-ACCOUNT',
  [`${LOCATION}.config.useAAD`]: 'true',
  [`${LOCATION}.config.storageAccountURI`]: 'BLOB-ENDPOINT',
};
