import { changeFor } from '../changes/index.ts';
import type { ActionOutcome } from '../model/action.ts';
import type { RemedyKind } from '../model/remedy.ts';
import type { NotificationsPart } from '../model/state.ts';

const MAX_KEPT = 30;
/** Changes to a cluster that is ready already, or about to be: no drift. */
const PROTECTING: readonly RemedyKind[] = ['backupPolicy', 'backupInstance', 'instanceSync', 'firstBackup'];

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
    ...(PROTECTING.includes(remedy.kind) && { protects: true as const }),
  }));
  return { ...state, done: [...(state.done ?? []), ...more].slice(-MAX_KEPT) };
}
