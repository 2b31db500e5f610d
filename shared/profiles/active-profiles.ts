import * as z from 'zod';
import { type Clock, secondsAfter } from '../lib/clock.ts';
import { within } from '../lib/within.ts';
import type { Profile } from '../model/profile.ts';
import { changeNote, type Notes } from '../ports/notes.ts';
import { ConfigurationError } from './configuration-error.ts';
import { parseProfiles } from './profiles.ts';
import { readProfiles } from './read-profiles.ts';

/** Why the profile file is not active, and since when. */
export interface RefusedProfiles {
  /** ISO 8601: when this process first saw it. */
  readonly since: string;
  /** What is wrong, where, and what is expected there; more than one line. */
  readonly why: string;
}

export interface ActiveProfiles {
  readonly profiles: readonly Profile[];
  /** Set while the file is wrong and what it said before holds on. */
  readonly refused: RefusedProfiles | undefined;
}

const NOTE = 'profilesLastGood';
/** How long what was read counts, in seconds. */
const COUNTS_SECONDS = 60;
const MAX_KEEP_MS = 300;

const lastGoodSchema = z.object({ text: z.string() });

/**
 * The active profiles. The file is read again every minute. A good one is kept beside the state;
 * while the file is wrong, the last good one stays active, in this process and in those that start
 * then: a slip of the pen neither stops what protects a fleet nor changes where backups go.
 */
export function createActiveProfiles(path: string, notes: Notes, clock: Clock): () => Promise<ActiveProfiles> {
  let seen: { readonly inForce: ActiveProfiles; readonly until: number } | undefined;
  let looking: Promise<ActiveProfiles> | undefined;

  async function look(): Promise<ActiveProfiles> {
    const now = clock.now();
    const until = secondsAfter(now, COUNTS_SECONDS).getTime();
    try {
      const { profiles, text } = await readProfiles(path);
      // At every look: during an upgrade the instances of both versions keep theirs, and those that
      // remain have the last word. Storage that does not answer delays no call: the next look keeps
      // the text.
      await within(MAX_KEEP_MS, keep(text, notes), () => undefined);
      seen = { inForce: { profiles, refused: undefined }, until };
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      const since = seen?.inForce.refused?.since ?? now.toISOString();
      const profiles = seen?.inForce.profiles ?? (await lastGood(notes, error));
      seen = { inForce: { profiles, refused: { since, why: error.message } }, until };
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

/** That it cannot be kept now is no reason not to go by it; the next look tries again. */
async function keep(text: string, notes: Notes): Promise<void> {
  await changeNote<void>(notes, NOTE, (value) => {
    const same = lastGoodSchema.safeParse(value).data?.text === text;
    return { ...(!same && { write: { text } }), answer: undefined };
  }).catch(() => undefined);
}

/**
 * A file that another version stored may be invalid for this one. @throws `fault`, that of the
 * file, when there is none to go by.
 */
async function lastGood(notes: Notes, fault: ConfigurationError): Promise<readonly Profile[]> {
  try {
    const { text } = lastGoodSchema.parse((await notes.read(NOTE))?.value);
    return parseProfiles(text, 'kept beside the state');
  } catch (error) {
    fault.cause = error;
    throw fault;
  }
}
