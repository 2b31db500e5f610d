import type { ChainRows } from '../audit/chain-rows.ts';
import { nextEntries } from '../audit/record.ts';
import type { Trail } from '../audit/trail.ts';
import { backOff, MAX_OPTIMISTIC_TRIES } from '../lib/backoff.ts';
import type { Clock } from '../lib/clock.ts';
import { targetKey } from '../model/target.ts';

/** A transaction of Table storage holds 100 rows, one of which is the head. */
const MAX_AT_ONCE = 99;

/**
 * Two writers can never fork a chain: the head moves under its ETag in the transaction that adds
 * the entries, so that the later one reads it again and links to it. `writer` is the version of
 * Backstay.
 */
export function createTrail(rows: ChainRows, clock: Clock, writer: string): Trail {
  return {
    async open(target) {
      return (await rows.readHead(target)).head.open;
    },
    after: (target, sequence) => rows.after(target, sequence),
    last: async (target) => (await rows.readHead(target)).head.sequence,
    chain: (target) => rows.chain(target),
    async append(target, bodies) {
      if (bodies.length > MAX_AT_ONCE) throw new Error(`${bodies.length} entries do not fit into one transaction.`);
      for (let tries = 1; tries <= MAX_OPTIMISTIC_TRIES; tries++) {
        const { head, etag } = await rows.readHead(target);
        const next = nextEntries(head, bodies, { target, at: clock.now().toISOString(), writer });
        if (await rows.extend(target, next.entries, next.head, etag)) return;
        await backOff(tries);
      }
      throw new Error(`The record of ${targetKey(target)} is being written by too many at once.`);
    },
  };
}
