import { factOrAbsent, type Reader } from './reading.ts';

export const readBlobContainer: Reader<'blobContainer'> = async ({ arm, profile: { storage } }) =>
  factOrAbsent(await arm.getBlobContainer(storage.accountId, storage.container));
