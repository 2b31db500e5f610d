import type { Evidence } from './finding.ts';
import type { Permission } from './permission.ts';
import type { Remedy } from './remedy.ts';
import type { VaultId } from './resource-id.ts';
import type { RuleId } from './rule-id.ts';

/** How much an action can hurt, worst last. */
export type Risk = 'harmless' | 'changesResource' | 'grantsAccess';

/** One remedy that can be carried out now. */
export interface Action {
  /** Derived from the content alone: the same remedy has the same key in every plan. */
  readonly key: string;
  readonly ruleIds: readonly RuleId[];
  readonly remedy: Remedy;
  /** One line for people: what will be done. */
  readonly text: string;
  readonly risk: Risk;
  /** The rights that Backstay's own identity needs for it. */
  readonly permissions: readonly Permission[];
  /** The state before the write, as the first of its rules found it. */
  readonly before?: Evidence;
  /** Set where the action undoes an earlier one. */
  readonly undoes?: Undoes;
}

/** The change that an action undoes. */
export interface Undoes {
  /** Of the entry that says that it was done. */
  readonly sequence: number;
  /** The state before. */
  readonly before?: Evidence;
  /**
   * The vaults that may protect the cluster: of the target's profile, and of bindings in its audit
   * log.
   */
  readonly vaultIds?: readonly VaultId[];
}

/** Why a remedy is not carried out now. */
export const SKIP_REASONS = [
  /** The profile only observes. */
  'ObserveMode',
  /** The profile does not list this kind under `allow`. */
  'ChangeNotAllowed',
  /** An operator accepts the finding as it is. */
  'Accepted',
  /**
   * It stands on a finding that an operator accepts, and this kind of change needs it satisfied all
   * the same.
   */
  'AcceptedPrecondition',
  /** A finding that this kind of change stands on is not satisfied. */
  'UnmetPrecondition',
  /** It was started and is running. */
  'Running',
  /** Another write holds the cluster. */
  'WriteLockHeld',
  /** It failed and its time to try again has not come. */
  'RetryPending',
  /** It was carried out, and what is read still says it is missing. */
  'NoProgress',
  /** It was made several times within a week, and changed back each time. */
  'Contested',
  /** The profile lists this kind under `approve`, and it is not approved yet. */
  'ApprovalPending',
  'Declined',
  /**
   * A person had Backstay's work undone here: until someone resumes it, the target is only
   * observed.
   */
  'OnHold',
] as const;

export type SkipReason = (typeof SKIP_REASONS)[number];

export interface SkippedAction {
  readonly action: Action;
  readonly reason: SkipReason;
  /**
   * The findings that have to be satisfied first, for any reason; left out where there are none.
   */
  readonly unmet?: readonly RuleId[];
}

export interface Plan {
  readonly actions: readonly Action[];
  readonly skipped: readonly SkippedAction[];
  /** Of the actions' keys: what an approval signs and what shows that nothing moves. */
  readonly hash: string;
}
