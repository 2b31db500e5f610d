import type { AnchorBefore, AnchorLine } from './anchor.ts';
import type { HeadsLine } from './moved-heads.ts';

/** Where the anchors end, and thus what the next line must link to and be put behind. */
export interface AnchorEnd {
  /** The newest line that can be read; `BEFORE_FIRST_ANCHOR` when there is none. */
  readonly before: AnchorBefore;
  /** `YYYY-MM-DD` of the newest day; `undefined` before the first. */
  readonly day: string | undefined;
  /** How long that day is, in bytes. */
  readonly bytes: number;
}

/** Reads the anchors; makes nothing that is not there. */
export interface AnchorReader {
  /** Days that have anchors, `YYYY-MM-DD`, oldest first. */
  days(): Promise<readonly string[]>;
  /**
   * The lines of a day as they are stored, oldest first; not necessarily such as Backstay has
   * written.
   */
  lines(day: string): AsyncIterable<string>;
  /** Months for which heads are stored, `YYYY-MM`, oldest first. */
  months(): Promise<readonly string[]>;
  /**
   * The lines of heads of a month as they are stored, oldest first; anyone may have changed them.
   */
  heads(month: string): AsyncIterable<string>;
}

/** Where the anchors of the record are kept, apart from the record itself. */
export interface AnchorStore extends AnchorReader {
  end(): Promise<AnchorEnd>;
  /** Adds a line to a day behind that end; `false` when someone else has added one since. */
  append(day: string, line: AnchorLine, behind: AnchorEnd): Promise<boolean>;
  /** Stores heads for a line that is not written yet. */
  appendHeads(month: string, line: HeadsLine): Promise<void>;
}
