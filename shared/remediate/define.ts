import type { ActionResult, Observation, ObservedState } from '../model/action.ts';
import type { Evidence } from '../model/finding.ts';
import type { Undoes } from '../model/plan.ts';
import type { Remedy } from '../model/remedy.ts';
import type { Arm, ArmReader, ArmResult, Written } from '../ports/arm.ts';

/**
 * The calls to Azure by which changes of one kind are made and undone. The only code that writes to
 * Azure.
 */
export interface Remediator<R extends Remedy = Remedy> {
  /**
   * Reads what the remedy would change: for when ARM's own answer to the write is not available.
   */
  observe(remedy: R, arm: ArmReader): Promise<Observation>;
  /**
   * Sends the one write, and does not wait for a long operation to end. A write that could replace
   * something is sent only over what was read right before, and only where that is what the plan
   * was made on: `planned`, the evidence of the finding.
   */
  apply(remedy: R, planned: Evidence | undefined, arm: Arm): Promise<ActionResult>;
  /**
   * Polls the long operation where its answer has the outcome too. Others are polled by
   * `getOperation`.
   */
  poll?(operation: LongOperation, arm: ArmReader): Promise<Observation>;
  readonly undo?: Undo<R>;
}

/** How a change is undone: only where what is there now is still what Backstay wrote. */
export interface Undo<R extends Remedy = Remedy> {
  /**
   * As `Remediator.observe`, of the undo: `done` where the resource is gone, `absent` where it
   * still is as it was written.
   */
  observe(remedy: R, undoes: Undoes, arm: ArmReader): Promise<Observation>;
  /**
   * Reads whether it still is as it was written, and sends the one write if so. Otherwise it fails
   * for good.
   */
  apply(remedy: R, undoes: Undoes, arm: Arm): Promise<ActionResult>;
}

export interface LongOperation {
  readonly url: string;
  /** ISO 8601. */
  readonly acceptedAt: string;
}

/**
 * The meaning of ARM's answer to a write that may be a long operation; `before` is what the write
 * replaces, where it was read.
 */
export function resultOf(written: ArmResult<Written>, after: Evidence, before?: Evidence): ActionResult {
  const { trace } = written;
  if (!written.ok) return { status: 'failed', failure: written.failure, trace };
  const replaced = before === undefined ? {} : { before };
  if (written.value.done) return { status: 'applied', ...replaced, after, trace };
  const { operationUrl, retryAfterSeconds } = written.value;
  return { status: 'running', operationUrl, retryAfterSeconds, ...replaced, trace };
}

/** The meaning of a read; `judge` decides on an existing resource. */
export function observationOf<T>(result: ArmResult<T>, judge: (value: T) => ObservedState): Observation {
  const { trace } = result;
  if (result.ok) return { ...judge(result.value), trace };
  return result.failure.class === 'gone'
    ? { state: 'absent', trace }
    : { state: 'unreadable', failure: result.failure, trace };
}

/**
 * The meaning of the provisioning state of an existing resource. Unknown states are no end states.
 */
export function stateOf(
  provisioningState: string | undefined,
  after: Evidence,
  message: string,
): Exclude<ObservedState, { readonly state: 'absent' }> {
  switch (provisioningState?.toLowerCase()) {
    case 'succeeded':
      return { state: 'done', after };
    case 'failed':
    case 'canceled':
      return { state: 'failed', failure: { class: 'permanent', code: `Provisioning${provisioningState}`, message } };
    default:
      return { state: 'running' };
  }
}
