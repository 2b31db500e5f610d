import { changeFor } from '../changes/index.ts';
import type { ActionOutcome } from '../model/action.ts';
import type { NotificationsPart } from '../model/state.ts';

const MAX_KEPT = 30;

/**
 * The state with what has been written to Azure meanwhile, for the card that says so. Looks inside
 * a cluster change nothing and do not count.
 */
export function withDone<S extends NotificationsPart>(state: S, results: readonly ActionOutcome[], now: string): S {
  const written = results.filter(
    ({ action, result }) =>
      result.status === 'applied' && !changeFor(action.remedy).changesNothing && action.undoes === undefined,
  );
  if (written.length === 0) return state;
  const more = written.map(({ action: { text, remedy } }) => ({
    text,
    at: now,
    ...(changeFor(remedy).protects && { protects: true as const }),
  }));
  return { ...state, done: [...(state.done ?? []), ...more].slice(-MAX_KEPT) };
}
