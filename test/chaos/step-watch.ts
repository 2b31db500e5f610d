import { setImmediate as others } from 'node:timers/promises';
import type { Stopwatch } from '../../shared/azure/step-time.ts';

/** Requests that are given up within so many real milliseconds of each other were waited for together. */
const TOGETHER_MS = 200;

/** Counts what steps would have waited, without waiting; what is waited for side by side counts once. */
export function createStepWatch() {
  let now = 0;
  let longest = 0;
  let gaveUpAt = Number.NEGATIVE_INFINITY;
  const stopwatch: Stopwatch = {
    now: () => now,
    async pause(milliseconds) {
      const until = now + milliseconds;
      await others();
      now = Math.max(now, until);
    },
  };
  return {
    stopwatch,
    /** A request was given up after these milliseconds without an answer. */
    gaveUp(milliseconds: number): void {
      const real = performance.now();
      if (real - gaveUpAt > TOGETHER_MS) now += milliseconds;
      gaveUpAt = real;
    },
    async measure<T>(work: () => Promise<T>): Promise<T> {
      const begun = now;
      try {
        return await work();
      } finally {
        longest = Math.max(longest, now - begun);
      }
    },
    longestSeconds: () => longest / 1000,
  };
}
