import * as z from 'zod';
import { ConfigurationError } from './config/configuration-error.ts';
import { parseProfiles } from './config/profiles.ts';
import { type ReadProfiles, readProfiles } from './config/read-profiles.ts';
import { type Clock, secondsAfter } from './lib/clock.ts';
import type { Profile } from './model/profile.ts';
import { changeNote, type Notes } from './state/notes.ts';

/** Why the profile file is not in force, and since when. */
export interface RefusedProfiles {
  /** ISO 8601: when this process first saw it. */
  readonly since: string;
  /** What is wrong, where, and what is expected there; more than one line. */
  readonly why: string;
}

export interface InForce {
  readonly profiles: readonly Profile[];
  /** Set while the file is wrong and what it said before holds on. */
  readonly refused: RefusedProfiles | undefined;
}

const NOTE = 'profilesLastGood';
/** How long what was read counts, in seconds. */
const COUNTS_SECONDS = 60;

const lastGoodSchema = z.object({ text: z.string() });

/**
 * The profiles that Backstay goes by. The file is looked at again every minute. A good one is kept beside the state; while the file is wrong,
 * the last good one stays in force, in this process and in those that start then: a slip of the pen neither stops what protects a fleet
 * nor changes where backups go.
 */
export function createProfilesInForce(path: string, notes: Notes, clock: Clock): () => Promise<InForce> {
  let seen: { readonly inForce: InForce; readonly text: string; readonly until: number } | undefined;
  let looking: Promise<InForce> | undefined;

  async function look(): Promise<InForce> {
    const now = clock.now();
    const until = secondsAfter(now, COUNTS_SECONDS).getTime();
    try {
      const read = await readProfiles(path);
      if (seen?.text !== read.text) await keep(read, notes);
      seen = { inForce: { profiles: read.profiles, refused: undefined }, text: read.text, until };
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      const since = seen?.inForce.refused?.since ?? now.toISOString();
      const profiles = seen?.inForce.profiles ?? (await lastGood(notes));
      if (profiles === undefined) throw error;
      seen = { inForce: { profiles, refused: { since, why: error.message } }, text: '', until };
    }
    return seen.inForce;
  }

  return async () => {
    if (seen !== undefined && seen.until > clock.now().getTime()) return seen.inForce;
    looking ??= look().finally(() => {
      looking = undefined;
    });
    return looking;
  };
}

/** That it cannot be kept for another day is no reason not to go by it now. */
async function keep({ text }: ReadProfiles, notes: Notes): Promise<void> {
  await changeNote<void>(notes, NOTE, (value) => {
    const same = lastGoodSchema.safeParse(value).data?.text === text;
    return { ...(!same && { write: { text } }), answer: undefined };
  }).catch(() => undefined);
}

/** What was kept by another version may be no good for this one: then there is none. */
async function lastGood(notes: Notes): Promise<readonly Profile[] | undefined> {
  const kept = lastGoodSchema.safeParse((await notes.read(NOTE))?.value);
  if (!kept.success) return undefined;
  try {
    return parseProfiles(kept.data.text, 'kept beside the state');
  } catch {
    return undefined;
  }
}
