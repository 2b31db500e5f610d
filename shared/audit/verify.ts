import { canonicalHash } from '../lib/canonical-hash.ts';
import type { RecordEntry } from '../model/record.ts';
import type { Target } from '../model/target.ts';
import { type Break, broken } from './chain-break.ts';
import { type ChainHead, EMPTY_HEAD, headAfter } from './record.ts';
import { type WrittenBetween, wrongTime } from './times.ts';
import { type Entries, wrongEntry } from './wrong-entry.ts';

export type Verification = { readonly ok: true; readonly entries: number } | Break;

/** An entry as it was anchored. */
export interface AnchorPoint {
  readonly sequence: number;
  readonly hash: string;
  /** When it was first anchored so, ISO 8601. */
  readonly at: string;
  /**
   * When the entries since the point before it were not there yet, as far as the anchors show. ISO
   * 8601.
   */
  readonly notBefore?: string | undefined;
}

/** What is known of a chain from elsewhere. */
export interface Knowledge {
  readonly target?: Target;
  /** In order of their sequence. */
  readonly points?: readonly AnchorPoint[];
  /** Between which times the entries after the last point were written. */
  readonly sincePoints?: WrittenBetween;
}

/**
 * Follows a chain from its first entry to its head, past its anchors, and names the first link that
 * does not hold. A chain may be longer than its last anchor. Of what was re-written after that
 * anchor, hashes and head and all, only a wrong time shows.
 */
export function verifyChain(entries: Entries, head: ChainHead | undefined, known: Knowledge = {}): Verification {
  const points = known.points ?? [];
  let last = EMPTY_HEAD;
  let confirmed = 0;
  let next = 0;
  for (const [index, entry] of entries.entries()) {
    const expected = last.sequence + 1;
    const wrong = wrongEntry(entries, index, last, head, known.target);
    if (wrong !== undefined) return wrong;
    const after = entry && follow(last, entry);
    if (after === undefined)
      return broken(expected, 'Altered', `entry ${expected} is an outcome without an intent, or an intent twice`);
    last = after;
    for (let point = points[next]; point !== undefined && point.sequence <= expected; point = points[++next]) {
      if (point.hash !== last.hash) return rewritten(point, confirmed);
      const dated = wrongTimeAmong(entries.slice(confirmed, expected), {
        notBefore: point.notBefore,
        notAfter: point.at,
      });
      if (dated !== undefined) return dated;
      confirmed = expected;
    }
  }
  const verification = checkEnd(last, head, points);
  if (!verification.ok) return verification;
  return wrongTimeAmong(entries.slice(confirmed), known.sincePoints ?? {}) ?? verification;
}

function wrongTimeAmong(entries: Entries, between: WrittenBetween): Break | undefined {
  for (const entry of entries) {
    const wrong = entry && wrongTime(entry, between);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

function checkEnd(last: ChainHead, head: ChainHead | undefined, points: readonly AnchorPoint[]): Verification {
  const anchored = points.at(-1);
  if (anchored !== undefined && anchored.sequence > last.sequence) {
    return broken(
      last.sequence + 1,
      'TailMissing',
      `${fromTo(last.sequence + 1, anchored.sequence)} not there, though entry ${anchored.sequence} was anchored at ${anchored.at}`,
    );
  }
  if (head === undefined) return broken(last.sequence, 'HeadAltered', 'the head is not there, or cannot be read');
  if (last.sequence < head.sequence) {
    return broken(last.sequence + 1, 'TailMissing', `${fromTo(last.sequence + 1, head.sequence)} not there`);
  }
  return sameHead(last, head)
    ? { ok: true, entries: last.sequence }
    : broken(
        last.sequence,
        'HeadAltered',
        `the head does not fit entry ${last.sequence}: it or the chain was re-written`,
      );
}

function rewritten({ sequence, at }: AnchorPoint, confirmed: number): Break {
  const since = sequence === confirmed + 1 ? '' : `, from one of the entries ${confirmed + 1} to ${sequence} on`;
  return broken(
    sequence,
    'Rewritten',
    `entry ${sequence} is not the one that was anchored at ${at}: the chain was re-written${since}`,
  );
}

function follow(head: ChainHead, entry: RecordEntry): ChainHead | undefined {
  try {
    return headAfter(head, entry);
  } catch {
    // An entry that Backstay would never have written; the caller names it.
    return undefined;
  }
}

function sameHead(one: ChainHead, other: ChainHead): boolean {
  try {
    return canonicalHash(one) === canonicalHash(other);
  } catch {
    return false;
  }
}

function fromTo(first: number, last: number): string {
  return first === last ? `entry ${first} is` : `entries ${first} to ${last} are`;
}
