import type { TargetState } from '../model/state.ts';
import type { Target } from '../model/target.ts';

/** A row as it was read: it can be written back only while nobody else has. */
export interface Stored {
  readonly state: TargetState;
  readonly etag: string;
}

export interface ListFilter {
  readonly profile?: string;
  /** Hears of rows that cannot be read, which are then left out; without it the first of them throws. */
  readonly onUnreadable?: (why: string) => void;
}

/** Where the rows are kept. */
export interface TargetRows {
  read(target: Target): Promise<Stored | undefined>;
  /** Writes a new row, or over the one with this ETag. Answers the new ETag; `undefined` when someone else was faster. */
  write(state: TargetState, over: string | undefined): Promise<string | undefined>;
  list(filter: ListFilter): AsyncIterable<TargetState>;
}
