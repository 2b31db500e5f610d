import * as z from 'zod';
import { canonicalHash } from '../lib/canonical-hash.ts';
import { secondsBetween } from '../lib/iso-time.ts';
import { VERSION } from '../lib/version.ts';
import { GRAPH_SWEEP_SECONDS } from '../model/limits.ts';
import type { Profile } from '../model/profile.ts';

/** The result of the last pass of the graph sweep for one subscription. */
export interface GraphNote {
  /** When it asked Resource Graph, ISO 8601. */
  readonly at: string;
  /** By the id of the target. */
  readonly seen: Readonly<Record<string, SeenInGraph>>;
}

export interface SeenInGraph {
  readonly fingerprint: string;
  /** See `basisFor`. */
  readonly basis: string;
  /** Since when both are the same, ISO 8601. */
  readonly since: string;
}

const schema = z.object({
  at: z.iso.datetime(),
  seen: z.record(z.string(), z.object({ fingerprint: z.string(), basis: z.string(), since: z.iso.datetime() })),
});

export function graphNoteOf(subscriptionId: string): string {
  return `graph-${subscriptionId}`;
}

/** `undefined` for a note of another form, which another version has written. */
export function graphNoteIn(value: unknown): GraphNote | undefined {
  return schema.safeParse(value).data;
}

/**
 * Whether the target has had the same fingerprint from before its last full assessment, which rests
 * on answers since `freshSince`, until now. A note that is older than two passes says nothing about
 * now.
 */
export function isUnchangedSince({ at, seen }: GraphNote, { targetId, basis, freshSince, now }: Asked): boolean {
  const known = seen[targetId];
  const isSame = known !== undefined && known.basis === basis && known.since < freshSince;
  return isSame && secondsBetween(at, now) <= 2 * GRAPH_SWEEP_SECONDS;
}

interface Asked {
  readonly targetId: string;
  readonly basis: string;
  /** ISO 8601, as is the next. */
  readonly freshSince: string;
  readonly now: string;
}

/**
 * Besides Azure, an assessment follows from the profile, the rules and the version of Backstay:
 * with another one, an earlier assessment does not count.
 */
export function basisFor(profile: Profile, rules: readonly { readonly id: string }[]): string {
  return canonicalHash({ profile, rules: rules.map(({ id }) => id), version: VERSION });
}
