import type { ClusterId } from '../model/resource-id.ts';
import type { TargetSchedule, WaitingNews } from '../model/schedule.ts';
import type { TargetState, Verdict } from '../model/state.ts';
import type { TargetSummary } from '../model/summary.ts';
import type { Target } from '../model/target.ts';

/** A row as it was read: it can be written back only while no other writer has. */
export interface Stored {
  readonly state: TargetState;
  readonly etag: string;
}

export interface ListFilter {
  readonly profile?: string;
  readonly verdicts?: readonly Verdict[];
  /**
   * Hears of rows that cannot be read, which are then left out; without it the first of them
   * throws.
   */
  readonly onUnreadable?: (why: string) => void;
}

/** Which summaries; what is left out selects all. */
export interface SummaryQuery {
  readonly profile?: string | undefined;
  readonly verdict?: Verdict | undefined;
  readonly subscriptionId?: string | undefined;
  readonly clusterId?: ClusterId | undefined;
  /** The most that are answered at once, 1 to 1,000. */
  readonly limit: number;
  /** From the page before. */
  readonly continuation?: string | undefined;
  /** Hears of rows that cannot be read, which are then left out. */
  readonly onUnreadable?: (why: string) => void;
}

export interface SummaryPage {
  readonly summaries: readonly TargetSummary[];
  /** Where the next page begins; none after the last. */
  readonly continuation?: string;
}

/** Where the rows are kept. */
export interface TargetRows {
  read(target: Target): Promise<Stored | undefined>;
  /**
   * Writes a new row, or over the one with this ETag. Answers the new ETag; `undefined` when
   * someone else was faster.
   */
  write(state: TargetState, over: string | undefined): Promise<string | undefined>;
  list(filter: ListFilter): AsyncIterable<TargetState>;
  /** One line of each target, which costs a fraction of `list`. */
  summaries(query: SummaryQuery): Promise<SummaryPage>;
  /**
   * When targets are due: of all that are overdue at this time, ISO 8601, and perhaps of some that
   * are not. `onUnreadable` hears of rows that cannot be read, which are then left out.
   */
  dueBefore(late: string, onUnreadable: (why: string) => void): AsyncIterable<TargetSchedule>;
  /** The news that waits for a digest; `onUnreadable` as above. */
  news(onUnreadable: (why: string) => void): AsyncIterable<WaitingNews>;
  /** By the id of `targetIdOf`; `undefined` when the target is not found. */
  byId(targetId: string): Promise<TargetState | undefined>;
}
