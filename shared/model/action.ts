import type { Failure } from './failure.ts';
import type { Evidence } from './finding.ts';
import type { Action } from './plan.ts';

/**
 * What is kept of a call to ARM, so that the record can be matched with Azure's own activity log.
 */
export interface Trace {
  readonly call: string;
  /** When it was answered, ISO 8601. */
  readonly at: string;
  readonly status?: number;
  readonly requestId?: string;
  readonly correlationId?: string;
}

/** How carrying out an action ended, or went on. */
export type ActionResult =
  | {
      readonly status: 'applied';
      /** The state that it replaced, where the remediator has read it. */
      readonly before?: Evidence;
      readonly after: Evidence;
      readonly trace: Trace;
    }
  /**
   * Azure had it already, put there by someone else or by a write of ours whose answer was lost.
   */
  | { readonly status: 'alreadyDone'; readonly after: Evidence; readonly trace?: Trace }
  /** A long operation: to be polled, never to be waited for. */
  | {
      readonly status: 'running';
      /** Where ARM returns its state; `undefined` where only the resource itself does. */
      readonly operationUrl: string | undefined;
      readonly retryAfterSeconds: number | undefined;
      /** The state that it is about to replace, where the remediator has read it. */
      readonly before?: Evidence;
      readonly trace: Trace;
    }
  | { readonly status: 'failed'; readonly failure: Failure; readonly trace?: Trace }
  /**
   * A long operation may have started, and its answer was lost: the resource shows its outcome;
   * until then it counts as running.
   */
  | { readonly status: 'unanswered'; readonly failure: Failure; readonly trace: Trace };

/** An action that was carried out, or whose long operation has ended, and what came of it. */
export interface ActionOutcome {
  readonly action: Action;
  readonly result: ActionResult;
}

/** A long operation that has ended well, and how long that took, in seconds. */
export interface Took {
  readonly action: Action;
  readonly seconds: number;
}

/** The state of a remedy's subject. */
export type ObservedState =
  | { readonly state: 'done'; readonly after: Evidence }
  | { readonly state: 'running' }
  | { readonly state: 'absent' }
  | { readonly state: 'failed'; readonly failure: Failure }
  /** The look itself failed, so nothing is known. */
  | { readonly state: 'unreadable'; readonly failure: Failure };

/** A read of a remedy's subject; used without ARM's answer to the write. */
export type Observation = ObservedState & { readonly trace: Trace };

/**
 * An action whose intent is on record and whose outcome is not yet: running, or cut off by a crash.
 */
export interface OpenAction {
  readonly action: Action;
  readonly intendedAt: string;
  /**
   * Set once ARM has accepted the write as a long operation, or may have; without it the write may
   * not have been sent.
   */
  readonly accepted?: {
    readonly at: string;
    readonly operationUrl?: string;
    readonly retryAfterSeconds?: number;
    /** Why there was no answer that says so. */
    readonly unanswered?: Failure;
    /** The state before the write, where it was read. */
    readonly before?: Evidence;
  };
}

/** An open action as the last poll saw it. */
export interface StillOpen extends OpenAction {
  /** Why the poll failed. */
  readonly unseen?: Failure;
}
