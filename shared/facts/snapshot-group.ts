import { factOrAbsent, type Reader } from './reading.ts';

export const readSnapshotGroup: Reader<'snapshotGroup'> = async ({ arm, profile }) =>
  factOrAbsent(await arm.getResourceGroup(profile.snapshotGroupId));
