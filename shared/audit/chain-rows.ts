import type { RecordEntry } from '../model/record.ts';
import type { Target } from '../model/target.ts';
import type { ChainHead } from './record.ts';

/**
 * A chain as it is stored, in the order of its rows. What does not hold an entry or a head is
 * `undefined`: it was altered.
 */
export interface Chain {
  readonly target: Target;
  readonly entries: readonly (RecordEntry | undefined)[];
  /** `undefined` also when there is no head. */
  readonly head: ChainHead | undefined;
}

/** A part of a chain as it is stored, in the order of its rows. */
export interface ChainPage {
  /** What does not hold an entry is `undefined`: it was altered. */
  readonly rows: readonly { readonly sequence: number; readonly entry: RecordEntry | undefined }[];
  readonly hasMore: boolean;
  /** Of the last entry by the head; `undefined` where the head cannot be read. */
  readonly last: number | undefined;
}

/** Where chains are kept. */
export interface ChainRows {
  /** The head of a target's chain, and its ETag; neither before the first entry. */
  readHead(target: Target): Promise<{ readonly head: ChainHead; readonly etag: string | undefined }>;
  /**
   * Adds entries and moves the head from this ETag, all or nothing; `false` when someone else has
   * moved it.
   */
  extend(target: Target, entries: readonly RecordEntry[], head: ChainHead, over: string | undefined): Promise<boolean>;
  /** The entries after this number, in their order; rows that hold none are left out. */
  after(target: Target, sequence: number): Promise<readonly RecordEntry[]>;
  /** So many rows after this number: no more is read than that. */
  page(target: Target, after: number, limit: number): Promise<ChainPage>;
  /** All chains, or those of one shard, for verifying them. */
  chains(shard?: number): AsyncIterable<Chain>;
  /** The chain of one target; `undefined` when nothing is stored of it. */
  chain(target: Target): Promise<Chain | undefined>;
  /** Where all chains end, or those of one shard; `undefined` for a head that cannot be read. */
  heads(shard?: number): AsyncIterable<Pick<Chain, 'target' | 'head'>>;
}
