import type { Failure } from './failure.ts';
import type { Evidence } from './finding.ts';
import type { Action } from './plan.ts';

/** What is kept of a call to ARM, so that the record can be matched with Azure's own activity log. */
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
      /** What it replaced, where the remediator has read it. */
      readonly before?: Evidence;
      readonly after: Evidence;
      readonly trace: Trace;
    }
  /** Azure had it already, put there by someone else or by a write of ours whose answer was lost. */
  | { readonly status: 'alreadyDone'; readonly after: Evidence; readonly trace?: Trace }
  /** A long operation: to be polled, never to be waited for. */
  | {
      readonly status: 'running';
      /** Where ARM tells its state; `undefined` where only the resource itself does. */
      readonly operationUrl: string | undefined;
      readonly retryAfterSeconds: number | undefined;
      /** What it is about to replace, where the remediator has read it. */
      readonly before?: Evidence;
      readonly trace: Trace;
    }
  | { readonly status: 'failed'; readonly failure: Failure; readonly trace?: Trace }
  /** A long operation may have begun, and its answer was lost: what came of it shows in the resource, until then it counts as running. */
  | { readonly status: 'unanswered'; readonly failure: Failure; readonly trace: Trace };

/** An action that was carried out, or whose long operation has ended, and what came of it. */
export interface ActionOutcome {
  readonly action: Action;
  readonly result: ActionResult;
}

/** What a remedy's subject looks like. */
export type ObservedState =
  | { readonly state: 'done'; readonly after: Evidence }
  | { readonly state: 'running' }
  | { readonly state: 'absent' }
  | { readonly state: 'failed'; readonly failure: Failure }
  /** The look itself failed, so nothing is known. */
  | { readonly state: 'unreadable'; readonly failure: Failure };

/** A look at a remedy's subject; used when ARM's answer to the write is not at hand. */
export type Observation = ObservedState & { readonly trace: Trace };

/** An action whose intent is on record and whose outcome is not yet: running, or cut off by a crash. */
export interface OpenAction {
  readonly action: Action;
  readonly intendedAt: string;
  /** Set once ARM has accepted the write as a long operation, or may have; without it nobody knows whether the write was sent. */
  readonly accepted?: {
    readonly at: string;
    readonly operationUrl?: string;
    readonly retryAfterSeconds?: number;
    /** Why there was no answer that says so. */
    readonly unanswered?: Failure;
    /** What was there before the write, where it was read. */
    readonly before?: Evidence;
  };
}

/** An open action as the last poll saw it. */
export interface StillOpen extends OpenAction {
  /** Why the poll failed. */
  readonly unseen?: Failure;
}
