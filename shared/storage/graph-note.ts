import * as z from 'zod';
import { secondsBetween } from '../lib/iso-time.ts';
import { GRAPH_SWEEP_SECONDS } from '../model/limits.ts';

/** The result of the last pass of the graph sweep for one subscription. */
export interface GraphNote {
  /** When it asked Resource Graph, ISO 8601. */
  readonly at: string;
  /** By the id of the target: its fingerprint, and since when it is the same. */
  readonly seen: Readonly<Record<string, { readonly fingerprint: string; readonly since: string }>>;
}

const schema = z.object({
  at: z.iso.datetime(),
  seen: z.record(z.string(), z.object({ fingerprint: z.string(), since: z.iso.datetime() })),
});

export function graphNoteOf(subscriptionId: string): string {
  return `graph-${subscriptionId}`;
}

/** `undefined` for a note of another form, which another version has written. */
export function graphNoteIn(value: unknown): GraphNote | undefined {
  return schema.safeParse(value).data;
}

/**
 * Whether the target has had the same fingerprint from before its last full assessment, which rests on answers since `freshSince`, until now.
 * A note that is older than two passes says nothing about now.
 */
export function isUnchangedSince(note: GraphNote, targetId: string, freshSince: string, now: string): boolean {
  const seen = note.seen[targetId];
  return seen !== undefined && seen.since < freshSince && secondsBetween(note.at, now) <= 2 * GRAPH_SWEEP_SECONDS;
}
