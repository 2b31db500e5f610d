/** Where the local Azure gets the time from, and what it does later. */
export interface Timeline {
  now(): Date;
  /** Does the work at that time, or at once when it has passed. */
  at(time: Date, work: () => void | Promise<void>): void;
}

export interface RealTimeline extends Timeline {
  /** Forgets all work that is still to be done. */
  close(): void;
}

export interface VirtualTimeline extends Timeline {
  nextDue(): Date | undefined;
  /** Lets time pass, and does the work that falls due on the way, each at its moment and one after another. */
  advanceTo(time: Date): Promise<void>;
}

export function createRealTimeline(): RealTimeline {
  const timers = new Set<NodeJS.Timeout>();
  return {
    now: () => new Date(),
    at(time, work) {
      const timer = setTimeout(
        () => {
          timers.delete(timer);
          void work();
        },
        Math.max(0, time.getTime() - Date.now()),
      );
      timers.add(timer);
    },
    close() {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}

export function createVirtualTimeline(start: Date): VirtualTimeline {
  let now = start.getTime();
  let planned: { readonly time: number; readonly work: () => void | Promise<void> }[] = [];

  function takeEarliest(until: number) {
    const earliest = planned.reduce<(typeof planned)[number] | undefined>(
      (best, one) => (best === undefined || one.time < best.time ? one : best),
      undefined,
    );
    if (earliest === undefined || earliest.time > until) return undefined;
    planned = planned.filter((one) => one !== earliest);
    return earliest;
  }

  return {
    now: () => new Date(now),
    at(time, work) {
      planned.push({ time: Math.max(now, time.getTime()), work });
    },
    nextDue() {
      return planned.length === 0 ? undefined : new Date(Math.min(...planned.map(({ time }) => time)));
    },
    async advanceTo(time) {
      for (let next = takeEarliest(time.getTime()); next !== undefined; next = takeEarliest(time.getTime())) {
        now = Math.max(now, next.time);
        await next.work();
      }
      now = Math.max(now, time.getTime());
    },
  };
}
