import type { Accepted } from './acceptance.ts';
import type { RuleId } from './rule-id.ts';
import type { Target } from './target.ts';

/**
 * How much of the fleet was ready at the last count of a day. Clusters that are gone or opted out
 * do not count.
 */
export interface FleetDay {
  /** `2026-01-31`, UTC. */
  readonly day: string;
  readonly targets: number;
  readonly ready: number;
  readonly protected: number;
}

/** A change to Azure that ended in the week. */
export interface WeeklyChange {
  readonly target: Target;
  /** ISO 8601. */
  readonly at: string;
  /** The number of its entry in the audit log of the target. */
  readonly sequence: number;
  readonly text: string;
  readonly outcome: 'done' | 'undone' | 'failed';
}

export interface WeeklyAcceptance {
  readonly target: Target;
  readonly ruleId: RuleId;
  readonly accepted: Accepted;
}

/** The seven days up to now. */
export interface WeeklyReport {
  /** ISO 8601, as is the next. */
  readonly from: string;
  readonly until: string;
  readonly today: FleetDay;
  /** Earlier counts, oldest first. Days before Backstay counted are not there. */
  readonly trend: readonly FleetDay[];
  readonly accepted: readonly WeeklyAcceptance[];
  /** Newest first. */
  readonly changes: readonly WeeklyChange[];
  /** Clusters that changed, or have accepted findings, beyond the most that one report reads. */
  readonly clustersLeftOut: number;
  /** Sentences on the verification of the audit log. */
  readonly audit: readonly string[];
  /** The newest anchor: what proves the ends of all chains. */
  readonly anchor: { readonly number: number; readonly root: string; readonly hash: string } | undefined;
}
