import { factOrAbsent, type Reader } from './reading.ts';

/** Read only where the profile names a policy. */
export const readBackupPolicy: Reader<'backupPolicy'> = async ({ arm, profile: { vaultId, protection } }) =>
  protection === undefined
    ? { state: 'known', value: 'notNeeded', sources: [] }
    : factOrAbsent(await arm.getBackupPolicy(vaultId, protection.policy.name));
