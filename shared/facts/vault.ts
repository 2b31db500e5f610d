import { factOrAbsent, type Reader } from './reading.ts';

export const readVault: Reader<'vault'> = async ({ arm, profile }) => factOrAbsent(await arm.getVault(profile.vaultId));
