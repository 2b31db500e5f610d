import { setTimeout as sleep } from 'node:timers/promises';
import type { Timeline } from '../../local/azure/arm/timeline.ts';
import type { Stopwatch } from '../../shared/azure/step-time.ts';

/** Time that passes so many times faster than real time, for Azure and for Backstay alike. */
export function fastTime(start: Date, speed: number) {
  const begun = performance.now();
  const elapsed = () => (performance.now() - begun) * speed;
  const timers = new Set<NodeJS.Timeout>();
  const timeline: Timeline = {
    now: () => new Date(start.getTime() + elapsed()),
    at(time, work) {
      const wait = Math.max(0, time.getTime() - start.getTime() - elapsed()) / speed;
      const timer = setTimeout(() => {
        timers.delete(timer);
        void work();
      }, wait);
      timers.add(timer);
    },
  };
  const stopwatch: Stopwatch = { now: elapsed, pause: (milliseconds) => sleep(milliseconds / speed) };
  return {
    timeline,
    stopwatch,
    close(): void {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
