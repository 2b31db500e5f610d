import { resolve } from 'node:path';
import { ConfigurationError } from '../profiles/configuration-error.ts';
import { readProfiles } from '../profiles/read-profiles.ts';
import { parseSettings } from './settings.ts';
import { parseStorageSettings } from './storage-settings.ts';

/**
 * Checks the settings without a request: the start of an instance waits for nothing else.
 * @returns what is wrong with the profile file: an earlier one may still be active.
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
