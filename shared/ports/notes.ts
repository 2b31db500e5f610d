import { backOff, MAX_OPTIMISTIC_TRIES } from '../lib/backoff.ts';

/**
 * A few small rows that all instances share, each with a name: notifications, their times, and
 * whether they arrived.
 */
export interface Notes {
  read(name: string): Promise<Note | undefined>;
  /**
   * Writes a new note, or over the one with this ETag. Answers the new ETag; `undefined` when
   * someone else was faster.
   */
  write(name: string, value: object, over: string | undefined): Promise<string | undefined>;
}

/** A note of another version may have another form: the reader checks it. */
export interface Note {
  readonly value: unknown;
  readonly etag: string;
}

/**
 * Changes a note as it was read, or not at all; the second writer reads again and decides again.
 * Nothing is written when `decide` answers no `write`.
 */
export async function changeNote<T>(
  notes: Notes,
  name: string,
  decide: (value: unknown) => { readonly write?: object; readonly answer: T },
): Promise<T> {
  for (let tries = 1; tries <= MAX_OPTIMISTIC_TRIES; tries++) {
    const note = await notes.read(name);
    const { write, answer } = decide(note?.value);
    if (write === undefined) return answer;
    if ((await notes.write(name, write, note?.etag)) !== undefined) return answer;
    await backOff(tries);
  }
  throw new Error(`The note "${name}" is being written by too many at once.`);
}
