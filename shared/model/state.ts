import type { Acceptance } from './acceptance.ts';
import type { Approval } from './approval.ts';
import type { Source } from './fact.ts';
import type { Failure } from './failure.ts';
import type { Finding } from './finding.ts';
import type { ClusterSight } from './inspection.ts';
import type { Action, SkipReason } from './plan.ts';
import type { DrillSubject, ServiceWord } from './protection.ts';
import type { RuleId } from './rule-id.ts';
import type { Target } from './target.ts';

/** The one word on a target. */
export const VERDICTS = [
  'Ready',
  /** Backstay is at work, or waits for Azure. */
  'Remediating',
  /** Something that only a person can do, or may allow. */
  'NeedsPerson',
  /** An action failed and trying again will not help. */
  'Failed',
  /** Something could not be read, so readiness is unknown. */
  'Unknown',
  'OptedOut',
  'Gone',
] as const;

export type Verdict = (typeof VERDICTS)[number];

/** What is being done about a finding. */
export type Progress =
  | {
      readonly state: 'running';
      readonly actionKey: string;
      readonly since: string;
      /** Why the last read of it failed. */
      readonly unseen?: Failure;
      /**
       * It is a retry: how the tries before it failed, and since when. Only an outcome ends that.
       */
      readonly failing?: { readonly since: string; readonly failure: Failure };
    }
  | { readonly state: 'done'; readonly actionKey: string; readonly at: string }
  | {
      readonly state: 'retrying';
      readonly actionKey: string;
      readonly failure: Failure;
      /** Of the first failure in a row. */
      readonly since: string;
      readonly retryAt: string;
    }
  | {
      readonly state: 'skipped';
      readonly actionKey: string;
      readonly reason: SkipReason;
      /** The findings that have to be satisfied first. */
      readonly unmet?: readonly RuleId[];
    };

/**
 * A finding as it is kept: with the time since which it has been so, and what is being done about
 * it.
 */
export type Condition = Finding & {
  readonly since: string;
  /** When its rule was last judged. Not set in rows from before this was kept. ISO 8601. */
  readonly judgedAt?: string;
  readonly progress?: Progress;
  /**
   * When to judge it again without an event; for findings that are pending or could not be read.
   */
  readonly recheckAt?: string;
  /** It has taken longer than it ever should: an operator is notified, and the retries go on. */
  readonly overdue?: true;
};

/** How often an action was tried, for back-off and for noticing that nothing moves. */
export interface Attempts {
  /** Times it was carried out since its finding was last satisfied. */
  readonly carriedOut: number;
  /** The last of these times, ISO 8601. */
  readonly carriedOutAt?: string;
  /**
   * Times at which the change was made and its finding had been satisfied before: it was changed
   * back. ISO 8601, oldest first.
   */
  readonly repeats?: readonly string[];
  /** Failures in a row. */
  readonly failures: number;
  readonly failingSince?: string;
  readonly lastFailure?: Failure;
  /** Not before this time, ISO 8601. */
  readonly retryAt?: string;
}

/** An action that takes something back, until it has ended. */
export interface Undoing {
  readonly action: Action;
  /** Set once it has failed in a way that passes. */
  readonly tried?: Attempts;
}

/** The result of the last inspection of a cluster, and its call. */
export type LastInspection = Source & ({ readonly seen: ClusterSight } | { readonly failure: Failure });

/** The last validation by Azure Backup, and by which call. */
export type LastValidation = Source &
  (
    | {
        readonly word: ServiceWord;
        /** Of the first refusal in a row, ISO 8601. */
        readonly refusedSince?: string;
      }
    | { readonly failure: Failure }
  );

/** The last restore drill, and by which call. */
export type LastDrill = LastValidation & DrillSubject;

/** Findings, tries and the verdict. Assessments and their actions write it. */
export interface StatusPart {
  readonly verdict: Verdict;
  readonly verdictReason: string;
  readonly verdictSince: string;
  /**
   * Since when it has not been ready, through all verdicts; none while it is, and in rows from
   * before this was kept. ISO 8601.
   */
  readonly unreadySince?: string;
  readonly conditions: readonly Condition[];
  readonly attempts: Readonly<Record<string, Attempts>>;
  /** The last look inside the cluster, where the profile lets Backstay look. */
  readonly inspection?: LastInspection;
  /** The last word of Azure Backup, where the profile asks for it. */
  readonly validation?: LastValidation;
  /** The last restore drill, where the profile wants drills. */
  readonly restoreDrill?: LastDrill;
}

/** When it is due, and why. Events, requests of people and the driver of the step write it. */
export interface SchedulePart {
  /** When every rule was last judged on fresh facts. */
  readonly fullLookAt?: string;
  /**
   * When the rules that Resource Graph does not show were last judged, while it showed all else
   * unchanged. Never at a full assessment.
   */
  readonly partLookAt?: string;
  /**
   * When the last event, or person, asked for an assessment: it has to rest on what was read after
   * that. ISO 8601.
   */
  readonly askedAt?: string;
  /** When Backstay last wrote to Azure for it, or a write of it ended. ISO 8601. */
  readonly wroteAt?: string;
  /** The last full assessment rests on answers from this time or later. ISO 8601. */
  readonly freshSince?: string;
  /** When to look again; none for targets that are gone. */
  readonly wakeAt?: string;
  /** Something happened to it since the last full look began. */
  readonly dirty: boolean;
  /**
   * While a step is at work: the correlation ids of the events that have come since, as long as
   * each had one.
   */
  readonly dirtyFor?: readonly string[];
  /** Correlation ids of our own last writes: Azure's events about them are ignored. */
  readonly ownWrites?: readonly string[];
  /** The last few events by id, so that a second delivery of one costs nothing. */
  readonly seenEvents: readonly string[];
  /** How many steps it took in the hour that began at this time, ISO 8601. */
  readonly steps?: { readonly since: string; readonly count: number };
}

/** The step that holds it. The store alone writes it. */
export interface LeasePart {
  /** Who is working on it: one at a time. */
  readonly flight?: { readonly owner: string; readonly until: string };
}

/** Questions to approvers. Plans write the questions, approvers the answers. */
export interface ApprovalsPart {
  readonly approvals?: readonly Approval[];
}

/** Findings that operators accept. Assessments and approvers write it. */
export interface AcceptancesPart {
  readonly acceptances?: readonly Acceptance[];
}

/** An undo that has not ended. Undo and resume write it. */
export interface UndoPart {
  /**
   * Since when it is only observed, in any mode of its profile, because a person had Backstay's
   * work undone. ISO 8601.
   */
  readonly onHoldSince?: string;
  /** The rest of that undo, in this order. */
  readonly undoing?: readonly Undoing[];
}

/** Messages that were sent, and that wait. Notifications write it. */
export interface NotificationsPart {
  /** The last notification, so that each is sent once. */
  readonly told?: { readonly verdict: Verdict; readonly digest: string; readonly at: string };
  /**
   * The notification that waits for the next digest, because too much happened at once. Once the
   * digest is sent it counts as sent.
   */
  readonly news?: { readonly verdict: Verdict; readonly digest: string; readonly at: string };
  /**
   * Entries of the audit log up to this number are published as events. Not set where no topic is
   * configured.
   */
  readonly eventsUntil?: number;
  /**
   * Changes in Azure since the last notification that it is ready, oldest first. Those that protect
   * a ready cluster restore nothing.
   */
  readonly done?: readonly { readonly text: string; readonly at: string; readonly protects?: true }[];
}

/**
 * One row for each target: what Backstay knows of it besides the audit log. ARM is the truth; this
 * is what was last read. Each part is named after what writes it, and a function takes the parts
 * that it reads or writes. `storage/table-target-rows.ts` reads rows of earlier versions.
 */
export interface TargetState
  extends StatusPart,
    SchedulePart,
    LeasePart,
    ApprovalsPart,
    AcceptancesPart,
    UndoPart,
    NotificationsPart {
  readonly schemaVersion: 1;
  readonly target: Target;
}
