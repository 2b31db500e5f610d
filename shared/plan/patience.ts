import type { Failure, FailureClass } from '../model/failure.ts';

/** Seconds between two tries, shortest and longest, by what went wrong. */
type Pace = { readonly shortest: number; readonly longest: number };

const MINUTE = 60;

/**
 * How patient to be. `poll` is the one unit of it (`BACKSTAY_POLL_SECONDS`).
 *
 * - notYet: new identities reach the directory within minutes, role grants are effective within ten, backup storage within an hour.
 *   https://learn.microsoft.com/azure/role-based-access-control/troubleshooting
 * - forbidden: a person has to act; look now and then whether it was done.
 */
function paceOf(failure: FailureClass, poll: number): Pace {
  switch (failure) {
    case 'transient':
    case 'throttled':
      return { shortest: poll, longest: 5 * MINUTE };
    case 'notYet':
      return { shortest: poll, longest: 5 * MINUTE };
    case 'conflict':
      return { shortest: 2 * poll, longest: 10 * MINUTE };
    case 'forbidden':
    case 'gone':
    case 'permanent':
      return { shortest: 30 * poll, longest: 60 * MINUTE };
  }
}

/** Seconds until something that failed is tried again: longer, the longer it has failed; never before ARM's own `Retry-After`. */
export function secondsToRetry(failure: Failure, failingForSeconds: number, poll: number): number {
  const { shortest, longest } = paceOf(failure.class, poll);
  return Math.max(failure.retryAfterSeconds ?? 0, grown(failingForSeconds, shortest, longest));
}

/** Seconds until something that is on its way without us is looked at again. */
export function secondsToRecheck(pendingForSeconds: number, poll: number): number {
  return grown(pendingForSeconds, poll, 5 * MINUTE);
}

/** A quarter of the time that it has been so: quick at first, calm later, and never lost. */
function grown(ageSeconds: number, shortest: number, longest: number): number {
  return Math.min(Math.max(shortest, Math.ceil(ageSeconds / 4)), Math.max(shortest, longest));
}
