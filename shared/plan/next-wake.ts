import { acceptanceTimes } from '../acceptances/active.ts';
import { secondsLater } from '../lib/iso-time.ts';
import type { StillOpen } from '../model/action.ts';
import type { TargetState } from '../model/state.ts';
import { dueAt, lastLookAt } from './due.ts';
import { type Durations, secondsToNextPoll } from './poll-times.ts';

export interface WakeContext {
  /** ISO 8601. */
  readonly now: string;
  readonly pollSeconds: number;
  readonly driftSeconds: number;
  readonly open: readonly StillOpen[];
  readonly durations: Durations;
  /** The step ended before everything due was assessed. */
  readonly unfinished: boolean;
  /** When undo actions that can run are due. */
  readonly undoAt: readonly string[];
}

/**
 * When to assess a target again: at the earliest thing that may have moved by then, and at the
 * latest when drift is due. Never sooner than after one poll interval, so that no state of a target
 * can make it run in a tight loop.
 */
export function nextWake(
  state: Pick<TargetState, 'conditions' | 'fullLookAt' | 'partLookAt' | 'acceptances'>,
  { now, pollSeconds, driftSeconds, open, durations, unfinished, undoAt }: WakeContext,
): string {
  const polls = open.map((each) => secondsLater(now, secondsToNextPoll(each, durations, now, pollSeconds)));
  const rechecks = state.conditions.map((condition) => dueAt(condition, state.conditions));
  const acceptances = acceptanceTimes(state.acceptances ?? [], now);
  const soonest = secondsLater(now, pollSeconds);
  const soon = unfinished ? soonest : undefined;
  const drift = secondsLater(lastLookAt(state) ?? now, driftSeconds);
  const times = [soon, ...polls, ...rechecks, ...undoAt, ...acceptances, drift]
    .filter((time) => time !== undefined)
    // ISO 8601 times in UTC sort as text.
    .sort();
  const [earliest] = times;
  const first = earliest === undefined || earliest <= soonest ? soonest : earliest;
  const together = secondsLater(first, pollSeconds * TOGETHER);
  return times.findLast((time) => time > first && time <= together) ?? first;
}

/** Of a poll interval. Times this close to each other are one step, at the last of them. */
const TOGETHER = 0.5;
