import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as pause } from 'node:timers/promises';

/**
 * How long things take, in milliseconds of a clock that is never set back. Tests let it pass by
 * itself.
 */
export interface Stopwatch {
  now(): number;
  pause(milliseconds: number): Promise<unknown>;
}

export const realStopwatch: Stopwatch = { now: () => performance.now(), pause: (milliseconds) => pause(milliseconds) };

const ends = new AsyncLocalStorage<number>();

/**
 * Lets `work` talk to Azure for so many seconds. After that nothing more is sent: what was still to
 * be asked fails as if Azure had not answered in time, and is left to a later step. So no function
 * is held for longer, however slow Azure is.
 */
export function withinSeconds<T>(
  seconds: number,
  work: () => Promise<T>,
  stopwatch: Stopwatch = realStopwatch,
): Promise<T> {
  return ends.run(stopwatch.now() + seconds * 1000, work);
}

/** When the step that is at work ends, by its stopwatch; never, outside of one. */
export function endOfStep(): number {
  return ends.getStore() ?? Number.POSITIVE_INFINITY;
}
