import type { Failure, FailureClass } from '../model/failure.ts';

/** Seconds between two tries, shortest and longest, by what went wrong. */
type Pace = { readonly shortest: number; readonly longest: number };

const MINUTE = 60;
/** Nothing that does not move is tried, or read, less often. A full assessment is due as often. */
const MAX_AT_REST = 60 * MINUTE;

/**
 * How patient to be. `poll` is the one unit of it (`BACKSTAY_POLL_SECONDS`).
 *
 * - notYet: new identities reach the directory within minutes, role grants are effective within
 *   ten, backup storage within an hour.
 *   https://learn.microsoft.com/azure/role-based-access-control/troubleshooting
 * - forbidden: a person has to act; look now and then whether it was done.
 */
function paceOf(failure: FailureClass, poll: number): Pace {
  switch (failure) {
    case 'transient':
    case 'throttled':
    case 'notYet':
      return { shortest: poll, longest: MAX_AT_REST };
    case 'conflict':
      return { shortest: 2 * poll, longest: MAX_AT_REST };
    case 'forbidden':
    case 'gone':
    case 'permanent':
      return { shortest: 30 * poll, longest: MAX_AT_REST };
  }
}

/**
 * Seconds until something that failed is tried again: longer, the longer it has failed; never
 * before ARM's own `Retry-After`.
 */
export function secondsToRetry(failure: Failure, failingForSeconds: number, poll: number): number {
  const { shortest, longest } = paceOf(failure.class, poll);
  return Math.max(failure.retryAfterSeconds ?? 0, grown(failingForSeconds, shortest, longest));
}

/** Seconds until something that is on its way without Backstay is read again. */
export function secondsToRecheck(pendingForSeconds: number, poll: number): number {
  return grown(pendingForSeconds, poll, MAX_AT_REST);
}

/** Seconds until an operation of ours that takes unusually long is polled again. */
export function secondsToPoll(runningForSeconds: number, poll: number): number {
  return grown(runningForSeconds, poll, 5 * MINUTE);
}

/**
 * Of the time that it has been so. Large enough that 17 tries last for two hours, and that after 20
 * assessments the wait exceeds the age at which a full assessment is due anyway.
 */
const GROWTH = 0.5;

/** Quick at first, calm later, and never lost. */
function grown(ageSeconds: number, shortest: number, longest: number): number {
  return Math.min(Math.max(shortest, Math.ceil(ageSeconds * GROWTH)), Math.max(shortest, longest));
}
