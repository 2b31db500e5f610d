import { secondsBetween } from '../lib/iso-time.ts';
import type { OpenAction, StillOpen, Took } from '../model/action.ts';
import type { Action } from '../model/plan.ts';
import { secondsToPoll } from './patience.ts';

/** How long operations took lately, in seconds, by the name of each; the latest last. */
export type Durations = Readonly<Record<string, readonly number[]>>;

/** Of the usual duration. No operation is polled before, and then at this interval. */
const FIRST_POLL = 0.7;
const INTERVAL = 0.04;
/** The median of this many is the usual duration: a few odd ones change nothing. */
export const MAX_KEPT = 9;
/** In seconds. A longer duration is not usual, and a wait for it could hide a failure. */
export const MAX_USUAL = 15 * 60;
/** In seconds. No operation of Azure's takes this long when all is well. */
const UNUSUALLY_LONG = 20 * 60;

export function withDurations(durations: Durations, took: readonly Took[]): Durations {
  const all: Record<string, readonly number[]> = { ...durations };
  for (const { action, seconds } of took) {
    if (!(seconds > 0 && seconds <= MAX_USUAL)) continue;
    const operation = operationOf(action);
    all[operation] = [...(all[operation] ?? []), seconds].slice(-MAX_KEPT);
  }
  return all;
}

/**
 * Whether an operation may have ended by now. A write whose answer was lost, or of which nothing is
 * known, always may.
 */
export function isPollDue(open: OpenAction, durations: Durations, now: string): boolean {
  const first = firstPoll(open, durations);
  if (first === undefined) return true;
  // A clock that was set back says nothing.
  return now < first.acceptedAt || secondsBetween(first.acceptedAt, now) >= first.seconds;
}

/** Seconds until an open action is polled again; never before ARM's own `Retry-After`. */
export function secondsToNextPoll(open: StillOpen, durations: Durations, now: string, pollSeconds: number): number {
  const age = secondsBetween(open.intendedAt, now);
  // A poll that was throttled says itself when to come back.
  const asked = open.unseen?.retryAfterSeconds ?? open.accepted?.retryAfterSeconds;
  if (age >= UNUSUALLY_LONG) return Math.max(asked ?? 0, secondsToPoll(age, pollSeconds));
  const first = firstPoll(open, durations);
  if (first === undefined) return asked ?? pollSeconds;
  const left = first.seconds - secondsBetween(first.acceptedAt, now);
  return Math.max(pollSeconds, left > 0 ? Math.ceil(left) : Math.max(asked ?? 0, Math.ceil(first.usual * INTERVAL)));
}

/** `undefined` where an operation is polled at the usual interval from its beginning. */
function firstPoll({ action, accepted }: OpenAction, durations: Durations) {
  const usual = medianOf(durations[operationOf(action)] ?? []);
  if (usual === undefined || accepted === undefined || accepted.unanswered !== undefined) return undefined;
  return {
    acceptedAt: accepted.at,
    seconds: Math.max(usual * FIRST_POLL, accepted.retryAfterSeconds ?? 0),
    usual,
  };
}

/** Of what may be of another version: times that are out of bounds do not count. */
function medianOf(seconds: readonly number[]): number | undefined {
  const sorted = seconds.filter((each) => each > 0 && each <= MAX_USUAL).sort((one, other) => one - other);
  return sorted[Math.floor((sorted.length - 1) / 2)];
}

function operationOf({ remedy: { kind }, undoes }: Action): string {
  return undoes === undefined ? kind : `${kind}-undo`;
}
