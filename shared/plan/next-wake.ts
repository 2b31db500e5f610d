import { secondsBetween, secondsLater } from '../lib/iso-time.ts';
import type { OpenAction } from '../model/action.ts';
import type { TargetState } from '../model/state.ts';
import { secondsToRecheck } from './patience.ts';

export interface WakeContext {
  /** ISO 8601. */
  readonly now: string;
  readonly pollSeconds: number;
  readonly driftSeconds: number;
  readonly open: readonly OpenAction[];
  /** The step ended before all that was due had been looked at. */
  readonly unfinished: boolean;
}

/** When to look at a target again: at the earliest thing that may have moved by then, and at the latest when drift is due. */
export function nextWake(
  state: Pick<TargetState, 'conditions' | 'fullLookAt' | 'tellAgain'>,
  { now, pollSeconds, driftSeconds, open, unfinished }: WakeContext,
): string {
  const polls = open.map((each) => secondsLater(now, secondsToPoll(each, now, pollSeconds)));
  const rechecks = state.conditions.flatMap(({ recheckAt, progress }) => [
    recheckAt,
    progress?.state === 'retrying' ? progress.retryAt : undefined,
  ]);
  const soon = unfinished ? secondsLater(now, pollSeconds) : undefined;
  const times = [soon, ...polls, ...rechecks, state.tellAgain?.at, secondsLater(state.fullLookAt ?? now, driftSeconds)];
  // ISO 8601 times in UTC sort as text.
  const [earliest = now] = times.filter((time) => time !== undefined).sort();
  return earliest < now ? now : earliest;
}

/** In seconds. No operation of Azure's takes this long when all is well. */
const UNUSUALLY_LONG = 20 * 60;

function secondsToPoll({ intendedAt, accepted }: OpenAction, now: string, pollSeconds: number): number {
  const age = secondsBetween(intendedAt, now);
  const asked = accepted?.retryAfterSeconds;
  return age < UNUSUALLY_LONG ? (asked ?? pollSeconds) : Math.max(asked ?? 0, secondsToRecheck(age, pollSeconds));
}
