import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { STEP_SECONDS } from '../model/limits.ts';

/**
 * How long things take, in milliseconds of a clock that is never set back. Tests let it pass by
 * itself.
 */
export interface Stopwatch {
  now(): number;
  pause(milliseconds: number): Promise<unknown>;
}

export const realStopwatch: Stopwatch = { now: () => performance.now(), pause: (milliseconds) => pause(milliseconds) };

interface StepTime {
  /** By the stopwatch, in milliseconds. */
  readonly end: number;
  resendsLeft: number;
}

const steps = new AsyncLocalStorage<StepTime>();

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
  const resendsLeft = Math.max(1, Math.floor(seconds / STEP_SECONDS));
  return steps.run({ end: stopwatch.now() + seconds * 1000, resendsLeft }, work);
}

/** When the step that is at work ends, by its stopwatch; never, outside of one. */
export function endOfStep(): number {
  return steps.getStore()?.end ?? Number.POSITIVE_INFINITY;
}

/**
 * Whether this step may send a throttled request a second time: once, as Azure counts each of them.
 * Longer jobs may as often as they are longer, and outside of both each call may.
 */
export function mayResend(): boolean {
  const step = steps.getStore();
  if (step === undefined) return true;
  if (step.resendsLeft === 0) return false;
  step.resendsLeft--;
  return true;
}
