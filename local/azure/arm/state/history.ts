import { AsyncLocalStorage } from 'node:async_hooks';
import type { Timeline } from '../timeline.ts';

/** How far back lists can be read, in milliseconds of the timeline. */
const KEPT_MS = 15 * 60_000;

const momentOfLists = new AsyncLocalStorage<Date>();

/** Runs `work`; its lists show the state at `moment`, while reads by id stay right. */
export function listAsOf<T>(moment: Date, work: () => T): T {
  return momentOfLists.run(moment, work);
}

interface Change<T> {
  readonly at: number;
  readonly key: string;
  /** Undefined where there was nothing before. */
  readonly before: T | undefined;
}

/** Earlier states of the resources of one type. */
export class History<T> {
  readonly #timeline: Timeline;
  /** In the order in which they happened. */
  readonly #changes: Change<T>[] = [];

  constructor(timeline: Timeline) {
    this.#timeline = timeline;
  }

  remember(key: string, before: T | undefined): void {
    const at = this.#timeline.now().getTime();
    const firstKept = this.#changes.findIndex((change) => change.at > at - KEPT_MS);
    this.#changes.splice(0, firstKept === -1 ? this.#changes.length : firstKept);
    this.#changes.push({ at, key, before });
  }

  /** The resources as lists are to show them: those of now, unless `listAsOf` says otherwise. */
  listed(now: ReadonlyMap<string, T>): ReadonlyMap<string, T> {
    const moment = momentOfLists.getStore()?.getTime();
    if (moment === undefined) return now;
    const then = new Map(now);
    for (const { key, before } of this.#changes.filter(({ at }) => at > moment).reverse()) {
      if (before === undefined) then.delete(key);
      else then.set(key, before);
    }
    return then;
  }
}
