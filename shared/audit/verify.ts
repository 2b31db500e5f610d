import { canonicalHash } from '../lib/canonical-hash.ts';
import type { RecordEntry } from '../model/record.ts';
import { type Target, targetKey } from '../model/target.ts';
import { type ChainHead, EMPTY_HEAD, hashOf, headAfter } from './record.ts';

/** What can be wrong with a chain. */
export type Problem =
  /** What the entry says does not fit its hash, or is no entry at all. */
  | 'Altered'
  | 'Missing'
  /** It is there, but not in its place. */
  | 'Reordered'
  /** Its number is there twice, or behind the end. */
  | 'Inserted'
  | 'NotLinked'
  /** It belongs to another target. */
  | 'Foreign'
  | 'TailMissing'
  | 'HeadAltered'
  /** The chain is sound in itself, but was another one when it was anchored. */
  | 'Rewritten'
  | 'ChainMissing'
  /** It has not been anchored for a day. */
  | 'NotAnchored';

/** The first entry of a chain that does not hold, or that is not there. */
export interface Break {
  readonly ok: false;
  readonly sequence: number;
  readonly problem: Problem;
  /** For people; begins in lower case, as it follows the name of the chain. */
  readonly message: string;
}

export type Verification = { readonly ok: true; readonly entries: number } | Break;

/** An entry as it was anchored. */
export interface AnchorPoint {
  readonly sequence: number;
  readonly hash: string;
  /** When it was first anchored so, ISO 8601. */
  readonly at: string;
}

/** What is known of a chain from elsewhere. */
export interface Knowledge {
  readonly target?: Target;
  /** In order of their sequence. */
  readonly points?: readonly AnchorPoint[];
}

type Entries = readonly (RecordEntry | undefined)[];

/**
 * Follows a chain from its first entry to its head, past its anchors, and names the first link that does not hold. A chain may
 * be longer than its last anchor. What was re-written after that anchor, hashes and head and all, cannot be told.
 */
export function verifyChain(entries: Entries, head: ChainHead | undefined, known: Knowledge = {}): Verification {
  const points = known.points ?? [];
  let last = EMPTY_HEAD;
  let confirmed = 0;
  let next = 0;
  for (const [index, entry] of entries.entries()) {
    const expected = last.sequence + 1;
    const wrong = wrongIn(entries, index, last, head, known.target);
    if (wrong !== undefined) return wrong;
    const after = entry && follow(last, entry);
    if (after === undefined)
      return broken(expected, 'Altered', `entry ${expected} is an outcome without an intent, or an intent twice`);
    last = after;
    for (let point = points[next]; point?.sequence === expected; point = points[++next]) {
      if (point.hash !== last.hash) return rewritten(point, confirmed);
      confirmed = expected;
    }
  }
  return checkEnd(last, head, points);
}

/** Whether the entry at this place is the one that must follow; what is wrong with it if not. */
function wrongIn(
  entries: Entries,
  index: number,
  last: ChainHead,
  head: ChainHead | undefined,
  target: Target | undefined,
): Break | undefined {
  const entry = entries[index];
  const expected = last.sequence + 1;
  if (entry === undefined) {
    return head !== undefined && expected > head.sequence
      ? broken(expected, 'Inserted', `behind entry ${last.sequence} stands a row that is no entry`)
      : broken(expected, 'Altered', `entry ${expected} was altered: it cannot be read`);
  }
  if (!isWhole(entry) && (entry.sequence === expected || isInPlace(entries, index, expected, head))) {
    return broken(expected, 'Altered', `entry ${expected} was altered: its hash does not fit it`);
  }
  if (entry.sequence < expected) {
    return broken(entry.sequence, 'Inserted', `entry ${entry.sequence} is there twice: one of the two was inserted`);
  }
  if (entry.sequence > expected) {
    return entries.some((other) => other?.sequence === expected)
      ? broken(expected, 'Reordered', `entry ${expected} is not in its place: entry ${entry.sequence} stands there`)
      : broken(expected, 'Missing', `entry ${expected} is not there`);
  }
  if (target !== undefined && targetKey(entry.target) !== targetKey(target)) {
    return broken(expected, 'Foreign', `entry ${expected} belongs to ${targetKey(entry.target)}`);
  }
  if (entry.previousHash !== last.hash) {
    return entries.filter((other) => other?.sequence === expected).length > 1
      ? broken(expected, 'Inserted', `entry ${expected} is there twice: one of the two was inserted`)
      : broken(
          expected,
          'NotLinked',
          `entry ${expected} is not linked to the entry before it: one of the two was re-written`,
        );
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

/** Whether its neighbour shows that only the number of this entry was altered. */
function isInPlace(entries: Entries, index: number, expected: number, head: ChainHead | undefined): boolean {
  return index + 1 < entries.length ? entries[index + 1]?.sequence === expected + 1 : head?.sequence === expected;
}

function isWhole(entry: RecordEntry): boolean {
  try {
    return hashOf(entry) === entry.hash;
  } catch {
    // It holds what Backstay would never have written, such as half a letter.
    return false;
  }
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

function broken(sequence: number, problem: Problem, message: string): Break {
  return { ok: false, sequence, problem, message };
}
