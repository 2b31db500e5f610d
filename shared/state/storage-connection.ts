import { TableClient } from '@azure/data-tables';
import type { TokenCredential } from '@azure/identity';
import type { ContainerClient } from '@azure/storage-blob';
import { type QueueClient, QueueServiceClient } from '@azure/storage-queue';

/** The storage account of the functions host, which also holds state, queue and record. */
export interface StorageConnection {
  table(name: string): TableClient;
  queue(name: string): QueueClient;
  /** The SDK behind it is loaded when it is first asked for: few invocations need it. */
  container(name: string): Promise<ContainerClient>;
}

const SETTING = 'AzureWebJobsStorage';

/**
 * Reads where the storage is from the same settings as the host: a connection string, or an account name with the identity
 * of the app. https://learn.microsoft.com/azure/azure-functions/functions-reference#connecting-to-host-storage-with-an-identity
 * @throws Error that names the settings, when neither is there.
 */
export function connectStorage(
  settings: Readonly<Record<string, string | undefined>>,
  credential: TokenCredential,
): StorageConnection {
  const connectionString = settings[SETTING];
  if (connectionString) return byConnectionString(connectionString);

  const account = settings[`${SETTING}__accountName`];
  const tables = settings[`${SETTING}__tableServiceUri`] ?? (account && `https://${account}.table.core.windows.net`);
  const queues = settings[`${SETTING}__queueServiceUri`] ?? (account && `https://${account}.queue.core.windows.net`);
  const blobs = settings[`${SETTING}__blobServiceUri`] ?? (account && `https://${account}.blob.core.windows.net`);
  if (!tables || !queues || !blobs) {
    throw new Error(
      `Set ${SETTING}__accountName to the name of the storage account, or ${SETTING} to a connection string.`,
    );
  }
  const service = new QueueServiceClient(queues, credential);
  return {
    table: (name) => new TableClient(tables, name, credential),
    queue: (name) => service.getQueueClient(name),
    async container(name) {
      const { BlobServiceClient } = await import('@azure/storage-blob');
      return new BlobServiceClient(blobs, credential).getContainerClient(name);
    },
  };
}

function byConnectionString(connectionString: string): StorageConnection {
  const service = QueueServiceClient.fromConnectionString(connectionString);
  // Azurite and its kin answer on plain http; a connection string that says so means it.
  const allowInsecureConnection = /UseDevelopmentStorage=true|DefaultEndpointsProtocol=http;/i.test(connectionString);
  return {
    table: (name) => TableClient.fromConnectionString(connectionString, name, { allowInsecureConnection }),
    queue: (name) => service.getQueueClient(name),
    async container(name) {
      const { BlobServiceClient } = await import('@azure/storage-blob');
      return BlobServiceClient.fromConnectionString(connectionString).getContainerClient(name);
    },
  };
}
