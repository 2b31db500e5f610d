import type { ActionResult, Observation, ObservedState, Trace } from '../model/action.ts';
import type { Failure } from '../model/failure.ts';
import type { Evidence } from '../model/finding.ts';
import type { ArmResult, Written } from '../ports/arm.ts';

/**
 * What is to be done about a thing that Backstay made: take it away, leave it alone, or it is gone
 * already.
 */
export type Standing<T> =
  | { readonly state: 'asWritten'; readonly value: T }
  | { readonly state: 'gone'; readonly after: Evidence }
  | { readonly state: 'refused'; readonly failure: Failure };

/** The meaning of a read of a resource to be removed; `whyNot` says how it has changed. */
export function standingOf<T>(
  read: ArmResult<T | undefined>,
  after: Evidence,
  whyNot: (value: T) => string | undefined,
): Standing<T> {
  if (!read.ok) {
    return read.failure.class === 'gone'
      ? { state: 'gone', after }
      : { state: 'refused', failure: notLookedAt(read.failure) };
  }
  if (read.value === undefined) return { state: 'gone', after };
  const changed = whyNot(read.value);
  return changed === undefined
    ? { state: 'asWritten', value: read.value }
    : { state: 'refused', failure: changedSince(changed) };
}

/**
 * The result where nothing is to be written, or `undefined` where the thing is as it was written.
 */
export function settled(standing: Standing<unknown>, trace: Trace): ActionResult | undefined {
  switch (standing.state) {
    case 'asWritten':
      return undefined;
    case 'gone':
      return { status: 'alreadyDone', after: standing.after, trace };
    case 'refused':
      return { status: 'failed', failure: standing.failure, trace };
  }
}

/** The meaning of ARM's answer to a delete. */
export function removalOf(written: ArmResult<Written>, after: Evidence): ActionResult {
  const { trace } = written;
  if (!written.ok) {
    return written.failure.class === 'gone'
      ? { status: 'alreadyDone', after, trace }
      : { status: 'failed', failure: written.failure, trace };
  }
  if (written.value.done) return { status: 'applied', after, trace };
  const { operationUrl, retryAfterSeconds } = written.value;
  return { status: 'running', operationUrl, retryAfterSeconds, trace };
}

/** The meaning of a read after a delete. */
export function removalSeen<T>(
  read: ArmResult<T | undefined>,
  after: Evidence,
  stateOfIt: (value: T) => string | undefined,
): Observation {
  const { trace } = read;
  if (!read.ok) {
    return read.failure.class === 'gone'
      ? { state: 'done', after, trace }
      : { state: 'unreadable', failure: read.failure, trace };
  }
  if (read.value === undefined) return { state: 'done', after, trace };
  const seen: ObservedState =
    stateOfIt(read.value)?.toLowerCase() === 'deleting' ? { state: 'running' } : { state: 'absent' };
  return { ...seen, trace };
}

/** The look before the write failed, so nothing was sent; as patient as with the look itself. */
export function notLookedAt({ class: its, code, message, retryAfterSeconds }: Failure): Failure {
  return {
    class: its,
    code: 'ResourceUnreadable',
    message: `Not undone: it could not be checked first. ${code}: ${message}`,
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  };
}

/** Others have changed it since, and their changes are not Backstay's to remove. */
export function changedSince(what: string): Failure {
  return { class: 'permanent', code: 'ResourceChanged', message: `Not undone: ${what}` };
}
