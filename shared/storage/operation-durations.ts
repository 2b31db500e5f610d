import * as z from 'zod';
import type { Took } from '../model/action.ts';
import { type Durations, MAX_KEPT, MAX_USUAL, withDurations } from '../plan/poll-times.ts';
import type { Notes } from '../ports/notes.ts';

const NOTE = 'operation-durations';
const schema = z.record(z.string(), z.array(z.number().positive().max(MAX_USUAL)).max(MAX_KEPT));

/** How long operations took lately; nothing is known from a note of another form. */
export async function readDurations(notes: Notes): Promise<Durations> {
  return durationsIn((await notes.read(NOTE))?.value);
}

/** One instance's figures may be lost to another's: they only say when to poll. */
export async function noteDurations(notes: Notes, took: readonly Took[]): Promise<void> {
  if (took.length === 0) return;
  const note = await notes.read(NOTE);
  await notes.write(NOTE, withDurations(durationsIn(note?.value), took), note?.etag);
}

function durationsIn(value: unknown): Durations {
  return schema.safeParse(value).data ?? {};
}
