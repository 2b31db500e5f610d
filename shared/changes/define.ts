import type { Evidence } from '../model/finding.ts';
import type { Permission } from '../model/permission.ts';
import type { Risk } from '../model/plan.ts';
import type { Profile } from '../model/profile.ts';
import type { Remedy } from '../model/remedy.ts';
import type { ClusterId, ResourceId } from '../model/resource-id.ts';
import type { Step } from '../model/step.ts';
import type { Declaration } from './declaration.ts';
import type { Precondition } from './preconditions.ts';

/**
 * By default, only where the profile lists the kind under `allow`, there and with an approval
 * unless the profile says otherwise, with another kind, or by a setting of its own.
 */
export type Allowed =
  | 'byDefault'
  | 'whereListed'
  | 'whereListedAndApproved'
  | { readonly with: Remedy['kind'] }
  | { readonly setting: 'inspectCluster' | 'confirm' | 'firstBackup' | 'restoreDrill' };

/** A kind of change: everything about it but the calls to Azure, which `remediate/` makes. */
export interface Change<R extends Remedy = Remedy> {
  readonly kind: R['kind'];
  /** Lower goes first: cheap and independent changes before those that hold a cluster for long. */
  readonly order: number;
  /** In mode `enforce`: see `Allowed`. */
  readonly allowed: Allowed;
  readonly risk: Risk;
  /** ARM answers with a long operation, which holds the write lock until it has ended. */
  readonly longRunning: boolean;
  /** It changes nothing that lasts. */
  readonly changesNothing?: true;
  /** It protects a cluster that is ready: no drift is remediated by it. */
  readonly protects?: true;
  /** The findings that have to be satisfied first. */
  readonly preconditions: readonly Precondition[];
  /**
   * The custom role of a deployment that may make it; `undefined` where its role carries a
   * condition: `grant` in infra/rights.json.
   */
  readonly role: CustomRole | undefined;
  /** For reviewers of the rights, as parts of a sentence. */
  readonly review: { readonly why: string; readonly beyond?: string };
  /** How Backstay remediates by it, in one or two sentences, for the docs. */
  readonly sentence: string;
  /** A remedy with placeholders, for the docs and the tests. */
  readonly sample: R;

  /** Derived from the content alone: the same remedy has the same key in every plan. */
  key(remedy: R): string;
  /** One line: what is done. */
  describe(remedy: R): string;
  /** The result, and the identity that it is for. One or two sentences for approvers. */
  effect(remedy: R): string;
  /** How an operator undoes it. */
  readonly undoText: string;
  /** The rights that it needs. */
  permissions(remedy: R): readonly Permission[];
  /** The resource whose write lock it takes; `undefined` when it may run beside anything. */
  lane(remedy: R): ResourceId | undefined;
  /** The commands to the same effect, with ids filled in. */
  commands(missing: Missing<R>): readonly Step[];
  /** The same for templates. */
  declare(missing: Missing<R>): Declaration;
  /** How Backstay undoes it, or why it never does. */
  readonly undo: UndoTraits<R> | NeverUndone;
}

/**
 * A change, and what was read when it was found missing: some commands have to name what exists
 * already.
 */
export interface Missing<R extends Remedy = Remedy> {
  readonly remedy: R;
  readonly evidence: Evidence;
}

/** A role definition of a deployment, as in infra/rights.json. */
export interface CustomRole {
  readonly title: string;
  readonly description: string;
  readonly places: readonly (
    | 'registration'
    | 'cluster'
    | 'clusterSubscription'
    | 'vault'
    | 'storageAccount'
    | 'snapshotSubscription'
  )[];
  readonly actions: readonly string[];
}

/** Everything about undoing a change but the calls to Azure. */
export interface UndoTraits<R extends Remedy = Remedy> {
  describe(remedy: R): string;
  permissions(remedy: R): readonly Permission[];
  /**
   * The custom role that may undo it, held only with `allowUndo`; left out where the right to make
   * the change is enough.
   */
  readonly role?: CustomRole;
  /** ARM answers with a long operation. */
  readonly longRunning: boolean;
  /** It keeps all recovery points, and so may run while backups protect the cluster. */
  readonly keepsBackups?: true;
  /**
   * Only Backstay gives such a name: a resource that was found in its place after a crash is its
   * own.
   */
  ownName(remedy: R): boolean;
  /** Whether another cluster, or this one under another profile, relies on the same resource. */
  isSharedWith(remedy: R, other: Neighbour): boolean;
  /**
   * From `before`: `made` where it can be undone, `changed` where the resource existed before and
   * only changed.
   */
  origin(before: Evidence | undefined): 'made' | 'changed' | 'unknown';
}

/** Another cluster, or this one under another profile. */
export interface Neighbour {
  readonly clusterId: ClusterId;
  /**
   * As it applies to that cluster; `undefined` where only a vault of this target is known to
   * protect it.
   */
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
