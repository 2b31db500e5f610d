import type { Stopwatch } from '../../shared/azure/step-time.ts';

/** A stopwatch on which time passes only by pauses, and by what a test lets pass. */
export function fakeStopwatch() {
  let now = 0;
  const pauses: number[] = [];
  const stopwatch: Stopwatch = {
    now: () => now,
    async pause(milliseconds) {
      pauses.push(Math.round(milliseconds));
      now += milliseconds;
    },
  };
  return {
    stopwatch,
    pauses,
    pass(milliseconds: number): void {
      now += milliseconds;
    },
  };
}
