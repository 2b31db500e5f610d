import type { Verdict } from './state.ts';
import type { Target } from './target.ts';

/**
 * When a target is due: what the sweep reads of each row instead of the whole state. Times are ISO
 * 8601.
 */
export interface TargetSchedule {
  readonly target: Target;
  readonly verdict: Verdict;
  readonly dirty: boolean;
  readonly wakeAt?: string;
  /** The lease of the step that is running ends then. */
  readonly flightUntil?: string;
  /** An undo has not ended. */
  readonly isBeingUndone: boolean;
}

/** A change of the verdict that waits for the digest of a burst. */
export interface WaitingNews {
  readonly target: Target;
  readonly verdict: Verdict;
  readonly reason: string;
  /** ISO 8601. */
  readonly at: string;
}
