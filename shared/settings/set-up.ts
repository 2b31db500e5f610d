import { resolve } from 'node:path';
import { ConfigurationError } from '../profiles/configuration-error.ts';
import { readProfiles } from '../profiles/read-profiles.ts';
import { parseSettings } from './settings.ts';
import { parseStorageSettings } from './storage-settings.ts';

/**
 * Looks whether the app is set up rightly, without asking anybody: this is all that the start of an instance waits for.
 * @returns what is wrong with the profile file: an earlier one may still be in force.
 * @throws ConfigurationError when the app settings are wrong.
 */
export async function checkSetUp(environment: NodeJS.ProcessEnv): Promise<ConfigurationError | undefined> {
  const { profilesPath } = parseSettings(environment);
  parseStorageSettings(environment);
  try {
    await readProfiles(resolve(profilesPath));
    return undefined;
  } catch (error) {
    if (error instanceof ConfigurationError) return error;
    throw error;
  }
}
