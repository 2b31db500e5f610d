import type { OpenAction } from '../model/action.ts';
import type { RecordBody, RecordEntry } from '../model/record.ts';
import type { Target } from '../model/target.ts';
import type { Chain } from './chain-rows.ts';

/** The record of what was seen and done, one chain for each target. */
export interface Trail {
  /** Intents without an outcome. */
  open(target: Target): Promise<readonly OpenAction[]>;
  /** Adds entries in one transaction; when it throws, none of them is on record. */
  append(target: Target, bodies: readonly RecordBody[]): Promise<void>;
  /** The entries after this number. */
  after(target: Target, sequence: number): Promise<readonly RecordEntry[]>;
  /** The number of the last entry; 0 before the first. */
  last(target: Target): Promise<number>;
  /** All that is on record of a target; `undefined` where nothing is. */
  chain(target: Target): Promise<Chain | undefined>;
}
