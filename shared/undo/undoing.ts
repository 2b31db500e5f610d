import { secondsBetween } from '../lib/iso-time.ts';
import type { ActionOutcome, OpenAction } from '../model/action.ts';
import type { Failure } from '../model/failure.ts';
import type { ResourceId } from '../model/resource-id.ts';
import type { Undoing, UndoPart } from '../model/state.ts';
import { type TargetMoment, withAttempts } from '../plan/conditions.ts';

/** How long, in seconds, an undo is retried before the change is left as it is. */
const PATIENCE_SECONDS = 2 * 3600;

/** The state without undo actions that have ended; temporary failures are kept for another try. */
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

/**
 * The undo actions that are due now, in order: not started, not blocked by another write, and not
 * waiting for a retry.
 */
export function nextUndoing(
  undoing: readonly Undoing[],
  open: readonly OpenAction[],
  now: string,
  laneOf: (action: Undoing['action']) => ResourceId | undefined,
): readonly Undoing[] {
  return notHeldUp(undoing, open, laneOf).filter(({ tried }) => tried?.retryAt === undefined || tried.retryAt <= now);
}

/**
 * When undo actions are due, ISO 8601. An action that runs, or waits for a running write, has no
 * time: the poll of that write requeues it.
 */
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
