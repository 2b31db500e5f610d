import { BlobServiceClient } from '@azure/storage-blob';
import { startAzurite } from '../../host/azurite.ts';
import type { BlobService } from '../arm/providers/storage/blob-service.ts';
import type { Certificate } from '../arm/server/certificate.ts';

export interface LocalBlobs extends BlobService {
  /** The one host of all accounts. */
  readonly host: string;
  close(): Promise<void>;
}

export interface BlobOptions {
  /** Folder for the files of the certificate; the blobs are kept in memory. */
  readonly folder: string;
  /** Its certificate. This process has to trust it too. */
  readonly certificate: Certificate;
  /** Names of the accounts that it has. */
  readonly accounts: readonly string[];
}

/**
 * Azurite as the blob service of storage accounts: over https, for bearer tokens as Azure takes
 * them.
 */
export async function startBlobs({ folder, certificate, accounts }: BlobOptions): Promise<LocalBlobs> {
  const azurite = await startAzurite({ location: folder, inMemory: true, accounts, certificate });
  const containerOf = (account: string, name: string) =>
    BlobServiceClient.fromConnectionString(azurite.connectionStringOf(account)).getContainerClient(name);
  const has = (account: string) => accounts.includes(account);

  return {
    host: '127.0.0.1',
    endpointOf: (account) => (has(account) ? `https://127.0.0.1:${azurite.ports.blob}/${account}/` : undefined),
    async createContainer(account, name) {
      if (has(account)) await containerOf(account, name).createIfNotExists();
    },
    async deleteContainer(account, name) {
      if (has(account)) await containerOf(account, name).deleteIfExists();
    },
    close: () => azurite.close(),
  };
}
