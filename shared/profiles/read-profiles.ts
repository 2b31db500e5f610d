import { readFile } from 'node:fs/promises';
import type { Profile } from '../model/profile.ts';
import { ConfigurationError } from './configuration-error.ts';
import { parseProfiles } from './profiles.ts';

export interface ReadProfiles {
  readonly profiles: readonly Profile[];
  /** The file as it stands. */
  readonly text: string;
}

/**
 * @throws ConfigurationError that says what is wrong with the profile file, where, and what is
 * expected there.
 */
export async function readProfiles(path: string): Promise<ReadProfiles> {
  const text = await readText(path);
  return { profiles: parseProfiles(text, path), text };
}

/** @throws ConfigurationError */
export async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    throw new ConfigurationError(`The profile file ${path} cannot be read`, [
      `${why}. Set BACKSTAY_PROFILES to its path.`,
    ]);
  });
}
