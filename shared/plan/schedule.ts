import type { TargetSchedule, WaitingNews } from '../model/schedule.ts';
import type { TargetState } from '../model/state.ts';

export function scheduleOf({ target, verdict, dirty, wakeAt, flight, undoing }: TargetState): TargetSchedule {
  return {
    target,
    verdict,
    dirty,
    ...(wakeAt !== undefined && { wakeAt }),
    ...(flight !== undefined && { flightUntil: flight.until }),
    isBeingUndone: undoing !== undefined,
  };
}

/** Whether the target should have been assessed before this time, ISO 8601. */
export function isOverdue(
  { verdict, dirty, wakeAt, flightUntil, isBeingUndone }: TargetSchedule,
  late: string,
): boolean {
  if (flightUntil !== undefined) return flightUntil < late;
  if (verdict === 'Gone' && !dirty && !isBeingUndone) return false;
  return dirty || (wakeAt !== undefined && wakeAt < late);
}

/** News of a target that changed again since is left out. */
export function waitingNewsOf({ target, verdict, verdictReason, news }: TargetState): WaitingNews | undefined {
  return news?.verdict === verdict ? { target, verdict, reason: verdictReason, at: news.at } : undefined;
}
