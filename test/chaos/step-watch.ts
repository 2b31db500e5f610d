import type { Stopwatch } from '../../shared/azure/step-time.ts';

/** Counts what steps would have waited, without waiting. Steps that run side by side each wait for all: no step comes out too short. */
export function createStepWatch() {
  let now = 0;
  let longest = 0;
  const stopwatch: Stopwatch = {
    now: () => now,
    async pause(milliseconds) {
      now += milliseconds;
    },
  };
  return {
    stopwatch,
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
