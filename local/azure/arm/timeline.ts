/**
 * When things happen. Everything in the local Azure that takes time asks here, so that tests need
 * not wait for it.
 */
export interface Timeline {
  now(): Date;
  /** Runs `work` once `time` has come; at the next opportunity when it is past already. */
  at(time: Date, work: () => void | Promise<void>): void;
}

export interface RealTimeline extends Timeline {
  /** Forgets all work that is still to come. */
  close(): void;
}

export interface VirtualTimeline extends Timeline {
  nextDue(): Date | undefined;
  /** Lets time pass; what falls due on the way is done at its moment, one after another. */
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

interface DueWork {
  readonly due: Date;
  readonly work: () => void | Promise<void>;
}

/** A timeline that only moves by `advanceTo`. */
export function createVirtualTimeline(start: Date): VirtualTimeline {
  let now = start;
  let waiting: readonly DueWork[] = [];

  return {
    now: () => now,
    at(time, work) {
      const due = new Date(Math.max(time.getTime(), now.getTime()));
      // Sorting is stable: what is due at the same moment runs in the order in which it was asked
      // for.
      waiting = [...waiting, { due, work }].sort((a, b) => a.due.getTime() - b.due.getTime());
    },
    nextDue: () => waiting[0]?.due,
    async advanceTo(time) {
      for (let next = waiting[0]; next !== undefined && next.due <= time; next = waiting[0]) {
        waiting = waiting.slice(1);
        now = next.due;
        await next.work();
      }
      if (time > now) now = time;
    },
  };
}
