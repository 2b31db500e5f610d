import { setImmediate as others } from 'node:timers/promises';
import type { Stopwatch } from '../../shared/azure/step-time.ts';

/** Counts what steps would have waited, without waiting; what is waited for side by side counts once. */
export function createStepWatch() {
  let now = 0;
  let longest = 0;
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
    /** So much time passes at once, as over a request that is given up. */
    pass(milliseconds: number): void {
      now += milliseconds;
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
