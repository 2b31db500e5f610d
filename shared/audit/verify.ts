import { canonicalHash } from '../lib/canonical-hash.ts';
import type { RecordEntry } from '../model/record.ts';
import { type ChainHead, EMPTY_HEAD, hashOf, headAfter } from './record.ts';

export type Verification =
  | { readonly ok: true; readonly entries: number }
  | {
      readonly ok: false;
      /** The first entry that does not hold, or that is not there. */
      readonly sequence: number;
      readonly problem: 'Altered' | 'Missing' | 'NotLinked' | 'TailMissing' | 'HeadAltered';
      readonly message: string;
    };

/** Follows a chain from its first entry to its head, and names the first link that does not hold. */
export function verifyChain(entries: readonly RecordEntry[], head: ChainHead): Verification {
  let last = EMPTY_HEAD;
  for (const entry of entries) {
    const expected = last.sequence + 1;
    if (entry.sequence !== expected) return broken(expected, 'Missing', `entry ${expected} is not there`);
    if (hashOf(entry) !== entry.hash)
      return broken(expected, 'Altered', `entry ${expected} was altered: its hash does not fit it`);
    if (entry.previousHash !== last.hash) {
      return broken(
        expected,
        'NotLinked',
        `entry ${expected} is not linked to the entry before it: one of the two was re-written`,
      );
    }
    const next = follow(last, entry);
    if (next === undefined)
      return broken(expected, 'Altered', `entry ${expected} is an outcome without an intent, or an intent twice`);
    last = next;
  }
  if (last.sequence < head.sequence) {
    return broken(last.sequence + 1, 'TailMissing', `entries ${last.sequence + 1} to ${head.sequence} are not there`);
  }
  return canonicalHash(last) === canonicalHash(head)
    ? { ok: true, entries: entries.length }
    : broken(
        last.sequence,
        'HeadAltered',
        `the head does not fit entry ${last.sequence}: it or the chain was re-written`,
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

function broken(
  sequence: number,
  problem: Extract<Verification, { ok: false }>['problem'],
  message: string,
): Verification {
  return { ok: false, sequence, problem, message };
}
