import { TableClient } from '@azure/data-tables';
import type { TokenCredential } from '@azure/identity';
import type { ContainerClient } from '@azure/storage-blob';
import { type QueueClient, QueueServiceClient } from '@azure/storage-queue';
import { parseStorageSettings } from '../settings/storage-settings.ts';

/** The storage account of the functions host, which also holds state, queue and record. */
export interface StorageConnection {
  table(name: string): TableClient;
  queue(name: string): QueueClient;
  /** The SDK behind it is loaded when it is first asked for: few invocations need it. */
  container(name: string): Promise<ContainerClient>;
}

/**
 * Connects to it as the app settings say; nothing is sent yet.
 * @throws ConfigurationError that names the settings, when they do not say where it is.
 */
export function connectStorage(
  settings: Readonly<Record<string, string | undefined>>,
  credential: TokenCredential,
  suffix?: string,
): StorageConnection {
  const where = parseStorageSettings(settings, suffix);
  if (where.by === 'connectionString') return byConnectionString(where.connectionString);

  const { tables, queues, blobs } = where;
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
