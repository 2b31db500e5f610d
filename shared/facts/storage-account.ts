import { factOrAbsent, type Reader } from './reading.ts';

export const readStorageAccount: Reader<'storageAccount'> = async ({ arm, profile }) =>
  factOrAbsent(await arm.getStorageAccount(profile.storage.accountId));
