import type { ActionOutcome } from '../model/action.ts';
import type { SchedulePart } from '../model/state.ts';

/**
 * Their events come within minutes, or when a long operation ends; a target makes about ten writes
 * in all.
 */
const WRITES_KEPT = 20;

/**
 * Notes when Azure was last written to: what was read before that is read again before anything is
 * called ready.
 */
export function withWroteAt<S extends Pick<SchedulePart, 'wroteAt'>>(
  state: S,
  results: readonly ActionOutcome[],
  now: string,
): S {
  return results.some(({ result }) => result.trace !== undefined) ? { ...state, wroteAt: now } : state;
}

/**
 * Remembers the correlation ids of writes, which distinguish Azure's events about them from those
 * of others.
 */
export function withOwnWrites<S extends Pick<SchedulePart, 'ownWrites'>>(
  state: S,
  results: readonly ActionOutcome[],
): S {
  const ids = results.flatMap(({ result: { status, trace } }) =>
    status !== 'alreadyDone' && trace?.correlationId !== undefined ? [trace.correlationId.toLowerCase()] : [],
  );
  return ids.length === 0 ? state : { ...state, ownWrites: [...(state.ownWrites ?? []), ...ids].slice(-WRITES_KEPT) };
}
