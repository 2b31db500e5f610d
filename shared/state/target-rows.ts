import type { TargetState } from '../model/state.ts';
import type { Target } from '../model/target.ts';

/** A row as it was read: it can be written back only while nobody else has. */
export interface Stored {
  readonly state: TargetState;
  readonly etag: string;
}

/** Where the rows are kept. */
export interface TargetRows {
  read(target: Target): Promise<Stored | undefined>;
  /** Writes a new row, or over the one with this ETag. Answers the new ETag; `undefined` when someone else was faster. */
  write(state: TargetState, over: string | undefined): Promise<string | undefined>;
  list(filter: { readonly profile?: string }): AsyncIterable<TargetState>;
}
