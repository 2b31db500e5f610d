import { secondsBetween } from '../lib/iso-time.ts';
import type { ActionOutcome, OpenAction } from '../model/action.ts';
import type { Failure } from '../model/failure.ts';
import type { ResourceId } from '../model/resource-id.ts';
import type { Undoing, UndoPart } from '../model/state.ts';
import { type TargetMoment, withAttempts } from '../plan/conditions.ts';

/** How long, in seconds, something is tried to be taken back before it is left as it is. */
const PATIENCE_SECONDS = 2 * 3600;

/** The state without what has been taken back, or cannot be; what has only failed in passing is kept for another try. */
export function withUndone<S extends UndoPart>(state: S, results: readonly ActionOutcome[], moment: TargetMoment): S {
  if (state.undoing === undefined) return state;
  const left = state.undoing.flatMap((one) => {
    const outcome = results.find(({ action }) => action.key === one.action.key);
    return outcome === undefined ? one : (after(one, outcome, moment) ?? []);
  });
  const { undoing: _, ...rest } = state;
  // What is left over of S is all of it but what is optional in it.
  return (left.length === 0 ? rest : { ...rest, undoing: left }) as S;
}

/** What to take back now, in this order: what has not begun, is not held up by another write, and is not to be tried later. */
export function nextUndoing(
  undoing: readonly Undoing[],
  open: readonly OpenAction[],
  now: string,
  laneOf: (action: Undoing['action']) => ResourceId | undefined,
): readonly Undoing[] {
  return notHeldUp(undoing, open, laneOf).filter(({ tried }) => tried?.retryAt === undefined || tried.retryAt <= now);
}

/** When undo actions are due, ISO 8601. What runs, or waits for a write that runs, has no time of its own: the poll of that write wakes it. */
export function undoTimes(
  undoing: readonly Undoing[],
  open: readonly OpenAction[],
  now: string,
  laneOf: (action: Undoing['action']) => ResourceId | undefined,
): readonly string[] {
  return notHeldUp(undoing, open, laneOf).map(({ tried }) => tried?.retryAt ?? now);
}

function notHeldUp(
  undoing: readonly Undoing[],
  open: readonly OpenAction[],
  laneOf: (action: Undoing['action']) => ResourceId | undefined,
): readonly Undoing[] {
  const taken = new Set(open.map(({ action }) => laneOf(action)));
  taken.delete(undefined);
  return undoing.filter(
    ({ action }) => open.every((other) => other.action.key !== action.key) && !taken.has(laneOf(action)),
  );
}

function after(one: Undoing, outcome: ActionOutcome, moment: TargetMoment): Undoing | undefined {
  const { result } = outcome;
  switch (result.status) {
    case 'applied':
    case 'alreadyDone':
      return undefined;
    case 'running':
    case 'unanswered':
      return one;
    case 'failed': {
      if (!passes(result.failure)) return undefined;
      const { key } = one.action;
      const tried = withAttempts(one.tried === undefined ? {} : { [key]: one.tried }, [outcome], moment)[key];
      const since = tried?.failingSince ?? moment.now;
      if (tried === undefined || secondsBetween(since, moment.now) > PATIENCE_SECONDS) return undefined;
      return { ...one, tried };
    }
  }
}

function passes({ class: its }: Failure): boolean {
  return its === 'transient' || its === 'throttled' || its === 'conflict' || its === 'notYet';
}
