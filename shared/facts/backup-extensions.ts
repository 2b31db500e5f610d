import { factOf, type Reader } from './reading.ts';

export const readBackupExtensions: Reader<'backupExtensions'> = async ({ arm, target }) =>
  factOf(await arm.listBackupExtensions(target.clusterId));
