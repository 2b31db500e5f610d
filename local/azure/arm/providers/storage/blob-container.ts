import type { Echoed } from '../../state/wire.ts';

export interface BlobContainer {
  readonly id: string;
  readonly name: string;
  readonly type: 'Microsoft.Storage/storageAccounts/blobServices/containers';
  readonly etag: string;
  readonly properties: Echoed;
}
