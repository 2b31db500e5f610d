import { ConfigurationError } from '../profiles/configuration-error.ts';

/** Where the storage of the functions host is, which also holds state, queue and record. */
export type StorageSettings =
  | { readonly by: 'connectionString'; readonly connectionString: string }
  | { readonly by: 'identity'; readonly tables: string; readonly queues: string; readonly blobs: string };

const SETTING = 'AzureWebJobsStorage';
const SERVICES = ['tableServiceUri', 'queueServiceUri', 'blobServiceUri'] as const;

/**
 * Reads where the storage is from the same settings as the host: a connection string, or an account
 * name or addresses with the identity of the app.
 * https://learn.microsoft.com/azure/azure-functions/functions-reference#connecting-to-host-storage-with-an-identity
 * @param suffix how the host names of storage end in this cloud, without the service:
 *   `core.windows.net`.
 * @throws ConfigurationError that names the settings, when none is there, or both ways at once.
 */
export function parseStorageSettings(
  settings: Readonly<Record<string, string | undefined>>,
  suffix = 'core.windows.net',
): StorageSettings {
  const connectionString = settings[SETTING];
  const account = settings[`${SETTING}__accountName`];
  const [byIdentity] = ['accountName', ...SERVICES].filter((name) => settings[`${SETTING}__${name}`]);
  if (connectionString && byIdentity !== undefined) {
    throw new ConfigurationError('The app settings are not valid', [
      `${SETTING} and ${SETTING}__${byIdentity}: only one of them may be set; remove ${SETTING}, which holds a key`,
    ]);
  }
  if (connectionString) return { by: 'connectionString', connectionString };

  const [tables, queues, blobs] = SERVICES.map((service) => {
    const host = account && `https://${account}.${service.replace('ServiceUri', '')}.${suffix}`;
    return settings[`${SETTING}__${service}`] || host;
  });
  if (tables && queues && blobs) return { by: 'identity', tables, queues, blobs };
  throw new ConfigurationError('The app settings are not valid', [
    `${SETTING}__accountName: must be set, to the name of the storage account (or ${SERVICES.map((service) => `${SETTING}__${service}`).join(', ')}, or ${SETTING} to a connection string)`,
  ]);
}
