import { changeOfKind } from '../changes/index.ts';
import { secondsBetween } from '../lib/iso-time.ts';
import type { RemedyKind } from '../model/remedy.ts';
import type { Attempts } from '../model/state.ts';

/**
 * A change that was made this often within the window, and was reverted by others each time, is not
 * made again.
 */
export const MAX_REPEATS = 3;
const WINDOW_SECONDS = 7 * 24 * 3600;

/**
 * Whether another deployment keeps changing back what Backstay writes. Each of the two would go on
 * for ever, so Backstay stops and an operator decides. An inspection changes nothing and is due
 * again each day.
 */
export function isContested(kind: RemedyKind, tried: Attempts | undefined, now: string): boolean {
  if (changeOfKind(kind).changesNothing || tried === undefined || tried.carriedOut > 0) return false;
  return recentRepeats(tried, now).length >= MAX_REPEATS;
}

/**
 * The times at which the change was made for a need that was new then, oldest first; those outside
 * of the window are dropped.
 */
export function recentRepeats({ repeats = [] }: Pick<Attempts, 'repeats'>, now: string): readonly string[] {
  return repeats.filter((time) => secondsBetween(time, now) < WINDOW_SECONDS).slice(-MAX_REPEATS);
}
