import type { RecordEntry } from '../model/record.ts';
import type { Target } from '../model/target.ts';
import type { ChainHead } from './record.ts';

/** A chain as it is stored. */
export interface Chain {
  readonly target: Target;
  readonly entries: readonly RecordEntry[];
  readonly head: ChainHead;
}

/** Where chains are kept. */
export interface ChainRows {
  /** The head of a target's chain, and its ETag; neither before the first entry. */
  readHead(target: Target): Promise<{ readonly head: ChainHead; readonly etag: string | undefined }>;
  /** Adds entries and moves the head from this ETag, all or nothing; `false` when someone else has moved it. */
  extend(target: Target, entries: readonly RecordEntry[], head: ChainHead, over: string | undefined): Promise<boolean>;
  /** All chains, for verifying them. */
  chains(): AsyncIterable<Chain>;
}
