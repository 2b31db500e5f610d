import type { RecordEntry } from '../model/record.ts';
import { type Target, targetKey } from '../model/target.ts';
import { type Break, broken } from './chain-break.ts';
import { type ChainHead, hashOf } from './record.ts';

/** The entries of a chain in the order of their rows; `undefined` for a row that holds none. */
export type Entries = readonly (RecordEntry | undefined)[];

/** Whether the entry at this place is the one that must follow; what is wrong with it if not. */
export function wrongEntry(
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
    return isTwice(entries, expected)
      ? inserted(expected)
      : broken(expected, 'Altered', `entry ${expected} was altered: its hash does not fit it`);
  }
  if (entry.sequence < expected) return inserted(entry.sequence);
  if (entry.sequence > expected) {
    return entries.some((other) => other?.sequence === expected)
      ? broken(expected, 'Reordered', `entry ${expected} is not in its place: entry ${entry.sequence} stands there`)
      : broken(expected, 'Missing', `entry ${expected} is not there`);
  }
  if (target !== undefined && targetKey(entry.target) !== targetKey(target)) {
    return broken(expected, 'Foreign', `entry ${expected} belongs to ${targetKey(entry.target)}`);
  }
  if (entry.previousHash !== last.hash) {
    return isTwice(entries, expected)
      ? inserted(expected)
      : broken(
          expected,
          'NotLinked',
          `entry ${expected} is not linked to the entry before it: one of the two was re-written`,
        );
  }
  return undefined;
}

function inserted(sequence: number): Break {
  return broken(sequence, 'Inserted', `entry ${sequence} is there twice: one of the two was inserted`);
}

function isTwice(entries: Entries, sequence: number): boolean {
  return entries.filter((entry) => entry?.sequence === sequence).length > 1;
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
