import type { Acceptance } from './acceptance.ts';
import type { ActionOutcome } from './action.ts';
import type { Approval } from './approval.ts';
import type { Caller } from './caller.ts';
import type { Action, Plan } from './plan.ts';
import type { RuleId } from './rule-id.ts';
import type { Target } from './target.ts';

/** Limits of a scan of many; without any it covers all clusters that the profiles select. */
export interface ScanOver {
  readonly subscriptionId?: string;
  readonly profile?: string;
}

export type Remediated =
  /** The result of each action so far; long operations are running, and the loop follows them. */
  | { readonly kind: 'done'; readonly results: readonly ActionOutcome[] }
  /** A step is at work on the target. */
  | { readonly kind: 'busy' }
  /** The facts have changed: this is what would run now. Nothing was written. */
  | { readonly kind: 'planChanged'; readonly planId: string; readonly plan: Plan }
  /** The profile does not exist, or does not select the cluster. */
  | { readonly kind: 'notPossible'; readonly why: string };

/** Numbers of entries that say that something was done, or everything. */
export type UndoWhat = 'all' | readonly number[];

export interface UndoPlan {
  /** In the order in which they run: the last change is undone first. */
  readonly actions: readonly Action[];
  readonly kept: readonly Kept[];
}

/** A change that is not undone. */
export interface Kept {
  readonly sequence: number;
  /** One line for people: what was done. */
  readonly what: string;
  /** One sentence for people. */
  readonly because: string;
}

/** A plan with its name: the same plan on the same target has the same. */
export interface ShownUndo extends UndoPlan {
  readonly planId: string;
}

export type ShownOrNot =
  | { readonly kind: 'shown'; readonly plan: ShownUndo }
  /** Backups of the cluster rely on what would be undone: nothing of it is. */
  | { readonly kind: 'refused'; readonly why: string }
  /**
   * The audit log does not say what was done, or was tampered with; or what the undo would harm
   * cannot be read.
   */
  | { readonly kind: 'notPossible'; readonly why: string };

export type Undone =
  /** The result of each so far; the loop does the rest, and follows what is running. */
  | { readonly kind: 'done'; readonly plan: ShownUndo; readonly results: readonly ActionOutcome[] }
  /** A step is at work on the target. */
  | { readonly kind: 'busy' }
  /** The audit log has changed since: this is what would run now. Nothing was written. */
  | { readonly kind: 'planChanged'; readonly planId: string; readonly plan: ShownUndo }
  | Exclude<ShownOrNot, { readonly kind: 'shown' }>;

export type Resumed = 'resumed' | 'notOnHold' | 'busy';

export type Answered =
  | { readonly kind: 'answered'; readonly approval: Approval }
  /** This target has no such request, or no longer: it lapses when the facts change. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'tooLate'; readonly because: 'AlreadyAnswered' | 'Expired' | 'Lapsed'; readonly why: string };

/** A finding as it was shown to a person, who accepts it for a time. */
export interface AcceptOrder extends Pick<Acceptance, 'ruleId' | 'basis' | 'reason' | 'owner' | 'until'> {
  readonly target: Target;
  readonly caller: Caller;
}

export type FindingAccepted =
  /** The next step writes the audit entry; from then on it counts. */
  | { readonly kind: 'accepted'; readonly acceptance: Acceptance }
  | { readonly kind: 'unknown' }
  /** The rule is never accepted, the finding has changed, or the day is too far ahead. */
  | { readonly kind: 'refused'; readonly why: string };

export type AcceptanceWithdrawn =
  | { readonly kind: 'withdrawn' | 'unknown' }
  | { readonly kind: 'refused'; readonly why: string };

/** A finding that a person can accept. */
export interface AcceptableFinding {
  readonly ruleId: RuleId;
  /** Names the finding as it is now. */
  readonly basis: string;
}
