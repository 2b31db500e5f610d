import { factOrAbsent, type Reader } from './reading.ts';

/** Absent too where the account is. */
export const readBlobContainer: Reader<'blobContainer'> = async ({ arm, profile: { storage } }) =>
  factOrAbsent(await arm.findBlobContainer(storage.accountId, storage.container));
