/**
 * The data plane of storage accounts. Without one, accounts have Azure's own addresses, and nothing
 * answers there.
 */
export interface BlobService {
  /**
   * Where the blobs of an account are; `undefined` for accounts that this service does not have.
   */
  endpointOf(account: string): string | undefined;
  createContainer(account: string, container: string): Promise<void>;
  deleteContainer(account: string, container: string): Promise<void>;
}

export const NO_BLOB_SERVICE: BlobService = {
  endpointOf: () => undefined,
  createContainer: async () => undefined,
  deleteContainer: async () => undefined,
};
