import type { Schedule } from './schedule.ts';

/**
 * The state of a timer that the host keeps from one start to the next. Times are ISO 8601 in UTC;
 * `last` is absent until it ran.
 */
export interface TimerStatus {
  readonly last?: string;
  readonly next: string;
  readonly lastUpdated: string;
}

/**
 * The status of a timer whose host starts `now`, from what was stored before, if anything. A
 * changed schedule starts again.
 */
export function statusAtStart(stored: TimerStatus | undefined, schedule: Schedule, now: Date): TimerStatus {
  const fresh = { next: schedule.after(now).toISOString(), lastUpdated: now.toISOString() };
  if (stored === undefined) return fresh;
  const expected = schedule.after(new Date(stored.last ?? stored.lastUpdated)).toISOString();
  return stored.next === expected ? stored : fresh;
}

export function isPastDue(status: TimerStatus, now: Date): boolean {
  return now.toISOString() > status.next;
}

/**
 * The status after a run that began at `startedAt`. A regular run that began a moment early counts
 * from its proper time, or the same time would be due twice.
 * https://github.com/Azure/azure-webjobs-sdk-extensions, src/WebJobs.Extensions/Extensions/Timers/Listener/TimerListener.cs
 */
export function statusAfterRun(
  before: TimerStatus,
  schedule: Schedule,
  startedAt: Date,
  isRegular: boolean,
): TimerStatus {
  const due = new Date(before.next);
  const from = isRegular && due > startedAt ? due : startedAt;
  return { last: from.toISOString(), next: schedule.after(from).toISOString(), lastUpdated: from.toISOString() };
}
