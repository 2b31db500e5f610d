import { factOrAbsent, type Reader } from './reading.ts';

/** Read only where the profile names a staging place for restores. */
export const readStagingGroup: Reader<'stagingGroup'> = async ({ arm, profile: { staging } }) =>
  staging === undefined
    ? { state: 'known', value: 'notNeeded', sources: [] }
    : factOrAbsent(await arm.getResourceGroup(staging.groupId));

export const readStagingAccount: Reader<'stagingAccount'> = async ({ arm, profile: { staging } }) =>
  staging === undefined
    ? { state: 'known', value: 'notNeeded', sources: [] }
    : factOrAbsent(await arm.getStorageAccount(staging.accountId));
