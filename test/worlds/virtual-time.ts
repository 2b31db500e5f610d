import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Timeline } from '../../local/azure/arm/timeline.ts';
import type { Stopwatch } from '../../shared/azure/step-time.ts';

/**
 * Time that passes only when nothing else happens. Work that falls due is started and not waited
 * for, so that much can be under way at once; time goes on when all of it has ended or waits for a
 * later moment. No timer and no real clock has a part in it: a run is the same on a machine of any
 * speed, and on one that is halted now and then.
 */
export interface VirtualTime {
  /** For the local Azure and the clocks of the product. */
  readonly timeline: Timeline;
  /** For the waits inside a step. */
  readonly stopwatch: Stopwatch;
  /** In milliseconds, as `Date.getTime`. */
  now(): number;
  nextDue(): number | undefined;
  pause(milliseconds: number): Promise<void>;
  /** Counts work that goes on without time passing. */
  during<T>(work: Promise<T>): Promise<T>;
  /** Ends when all that is under way waits for a later moment. */
  settle(): Promise<void>;
  /**
   * Lets time pass until `end`, or until `isDone` when all is quiet. Answers whether it was done.
   */
  pass(end: number, isDone?: () => boolean | Promise<boolean>): Promise<boolean>;
}

/** So much work at one moment is a loop. */
const MAX_AT_ONCE = 100_000;

interface DueWork {
  readonly due: number;
  readonly order: number;
  readonly work: () => unknown;
}

/** `onError` gets failed work of the timeline, which no caller waits for. */
export function createVirtualTime(start: Date, onError: (error: unknown) => void): VirtualTime {
  let now = start.getTime();
  let order = 0;
  let underWay = 0;
  const waiting = createHeap();

  const at = (due: number, work: () => unknown) => waiting.push({ due: Math.max(due, now), order: order++, work });
  const pause = (milliseconds: number) =>
    new Promise<void>((resolve) => at(now + Math.max(0, Math.round(milliseconds)), resolve));

  const time: VirtualTime = {
    timeline: { now: () => new Date(now), at: (due, work) => at(due.getTime(), work) },
    stopwatch: { now: () => now, pause },
    now: () => now,
    nextDue: () => waiting.first()?.due,
    pause,
    async during(work) {
      underWay++;
      try {
        return await work;
      } finally {
        underWay--;
      }
    },
    async settle() {
      do await nextTurn();
      while (underWay > 0);
    },
    async pass(end, isDone = () => false) {
      await time.settle();
      let atOnce = 0;
      while (!(await isDone())) {
        const next = waiting.first();
        if (next === undefined || next.due > end) {
          now = Math.max(now, end);
          return false;
        }
        waiting.pop();
        atOnce = next.due === now ? atOnce + 1 : 0;
        if (atOnce > MAX_AT_ONCE) throw new Error('Time does not pass: work begins other work without end.');
        now = next.due;
        begin(next.work);
        await time.settle();
      }
      return true;
    },
  };
  return time;

  function begin(work: () => unknown): void {
    const ended = work();
    if (ended instanceof Promise) ended.catch(onError);
  }
}

/** The earliest first; of two that are due at the same moment the one that was asked for first. */
function createHeap() {
  const items: DueWork[] = [];
  const isBefore = (a: DueWork, b: DueWork) => a.due < b.due || (a.due === b.due && a.order < b.order);
  const at = (index: number) => items[index] as DueWork;
  const swap = (a: number, b: number) => {
    const kept = at(a);
    items[a] = at(b);
    items[b] = kept;
  };
  return {
    first: (): DueWork | undefined => items[0],
    push(item: DueWork): void {
      let index = items.push(item) - 1;
      for (let up = (index - 1) >> 1; index > 0 && isBefore(at(index), at(up)); up = (index - 1) >> 1) {
        swap(index, up);
        index = up;
      }
    },
    pop(): void {
      const last = items.pop();
      if (last === undefined || items.length === 0) return;
      items[0] = last;
      for (let index = 0; ; ) {
        const left = 2 * index + 1;
        let least = index;
        for (const child of [left, left + 1]) {
          if (child < items.length && isBefore(at(child), at(least))) least = child;
        }
        if (least === index) return;
        swap(index, least);
        index = least;
      }
    },
  };
}
