import type { Evidence } from './finding.ts';
import type { Permission } from './permission.ts';
import type { Profile } from './profile.ts';
import type { Remedy, RemedyKind } from './remedy.ts';
import type { ClusterId, ResourceId, VaultId } from './resource-id.ts';
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
  /** What was found in place of what is wanted, by the first of its rules: the state before the write. */
  readonly before?: Evidence;
  /** Set where the action takes back what an earlier one did. */
  readonly undoes?: Undoes;
}

/** What an action takes back. */
export interface Undoes {
  /** Of the entry that says that it was done. */
  readonly sequence: number;
  /** What was there before. */
  readonly before?: Evidence;
  /** The vaults that may protect the cluster: of the target's profile, and of bindings in its audit log. */
  readonly vaultIds?: readonly VaultId[];
}

/** Why a remedy is not carried out now. */
export type SkipReason =
  /** The profile only observes. */
  | 'ObserveMode'
  /** The profile does not list this kind under `allow`. */
  | 'NotAllowed'
  /** A finding that this kind of change stands on is not satisfied. */
  | 'UnmetPrecondition'
  /** It was started and is running. */
  | 'Running'
  /** Another write holds the cluster. */
  | 'LaneBusy'
  /** It failed and its time to try again has not come. */
  | 'WaitingToRetry'
  /** It was carried out, and what is read still says it is missing. */
  | 'NoProgress'
  /** It was made several times within a week, and changed back each time. */
  | 'Contested'
  /** The profile lists this kind under `approve`, and nobody has approved it yet. */
  | 'ApprovalWanted'
  | 'Declined'
  /** A person had Backstay's work undone here: until someone resumes it, the target is only observed. */
  | 'OnHold';

export interface SkippedAction {
  readonly action: Action;
  readonly reason: SkipReason;
  /** The findings that have to be satisfied first, whatever the reason is; left out where there are none. */
  readonly unmet?: readonly RuleId[];
}

export interface Plan {
  readonly actions: readonly Action[];
  readonly skipped: readonly SkippedAction[];
  /** Of the actions' keys: what an approval signs and what shows that nothing moves. */
  readonly hash: string;
}

/** What the planner must know of a kind of remedy; each remediator says it of its own. */
export interface RemedyTraits<R extends Remedy = Remedy> {
  readonly risk: Risk;
  /** ARM takes it on as a long operation, which holds the lane until it has ended. */
  readonly longRunning: boolean;
  key(remedy: R): string;
  describe(remedy: R): string;
  /** What has changed when it is done, and for whom: for those who are to approve it. One or two sentences. */
  effect(remedy: R): string;
  /** How a person takes it back. */
  readonly undoText: string;
  /** How Backstay takes it back, or why it never does. */
  readonly undo: UndoTraits<R> | NeverUndone;
  permissions(remedy: R): readonly Permission[];
  /** The cluster whose write lane it takes; `undefined` when it may run beside anything. */
  lane(remedy: R): ResourceId | undefined;
}

/** What the planner must know of taking a remedy back. */
export interface UndoTraits<R extends Remedy = Remedy> {
  describe(remedy: R): string;
  permissions(remedy: R): readonly Permission[];
  /** ARM takes it on as a long operation. */
  readonly longRunning: boolean;
  /** The thing bears a name that nobody else gives: what was found in its place after a crash is Backstay's own. */
  ownName(remedy: R): boolean;
  /** Whether another cluster, or this one under another profile, relies on the same thing. */
  isSharedWith(remedy: R, other: Neighbour): boolean;
  /** What `before` tells: `made` where it can be taken back, `changed` where the thing was there before and only changed. */
  origin(before: Evidence | undefined): 'made' | 'changed' | 'unknown';
}

/** Another cluster, or this one under another profile. */
export interface Neighbour {
  readonly clusterId: ClusterId;
  /** As it applies to that cluster; `undefined` where only a vault of this target is known to protect it. */
  readonly profile: Profile | undefined;
  readonly isSameCluster: boolean;
  /** It is backed up, or to be backed up, by a vault of this target. */
  readonly hasSameVault: boolean;
  /** Evidence of the findings that are satisfied there. */
  readonly evidence: readonly Evidence[];
}

export interface NeverUndone {
  /** A sentence for people. */
  readonly never: string;
}

export type RemedyTraitsTable = { readonly [K in RemedyKind]: RemedyTraits<Extract<Remedy, { kind: K }>> };
