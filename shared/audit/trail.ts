import { backOff, MAX_OPTIMISTIC_TRIES } from '../lib/backoff.ts';
import type { Clock } from '../lib/clock.ts';
import type { OpenAction } from '../model/action.ts';
import type { RecordBody } from '../model/record.ts';
import { type Target, targetKey } from '../model/target.ts';
import type { Chain, ChainRows } from './chain-rows.ts';
import { nextEntries } from './record.ts';

/** The record of what was seen and done, one chain for each target. */
export interface Trail {
  /** What was intended and has no outcome yet. */
  open(target: Target): Promise<readonly OpenAction[]>;
  /** Adds entries in one transaction; when it throws, none of them is on record. */
  append(target: Target, bodies: readonly RecordBody[]): Promise<void>;
  /** All that is on record of a target; `undefined` where nothing is. */
  chain(target: Target): Promise<Chain | undefined>;
}

/** A transaction of Table storage holds 100 rows, one of which is the head. */
const MOST_AT_ONCE = 99;

/**
 * Two writers can never fork a chain: the head moves under its ETag in the transaction that adds the entries, so that the later
 * one reads it again and links to it. `writer` is the version of Backstay.
 */
export function createTrail(rows: ChainRows, clock: Clock, writer: string): Trail {
  return {
    async open(target) {
      return (await rows.readHead(target)).head.open;
    },
    chain: (target) => rows.chain(target),
    async append(target, bodies) {
      if (bodies.length > MOST_AT_ONCE) throw new Error(`${bodies.length} entries do not fit into one transaction.`);
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
