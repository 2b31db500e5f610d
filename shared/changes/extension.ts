/** The one right of Azure for all extensions. */
export const EXTENSION_WRITES = 'Microsoft.KubernetesConfiguration/extensions/write';

const LOCATION = 'configuration.backupStorageLocation';

type Settings = Readonly<Record<string, string>>;

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
