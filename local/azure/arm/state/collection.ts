import type { Timeline } from '../timeline.ts';
import { History } from './history.ts';

/**
 * The resources of one type, found by their ARM id in any casing; the casing of what was put in is
 * kept.
 */
export class Collection<T extends { readonly id: string }> {
  readonly #byKey = new Map<string, T>();
  #history: History<T> | undefined;

  /** From now on, lists can be read as they were. */
  keepHistory(timeline: Timeline): void {
    this.#history = new History(timeline);
  }

  get(id: string): T | undefined {
    return this.#byKey.get(id.toLowerCase());
  }

  set(resource: T): T {
    const key = resource.id.toLowerCase();
    this.#history?.remember(key, this.#byKey.get(key));
    this.#byKey.set(key, resource);
    return resource;
  }

  change(id: string, changed: (resource: T) => T): void {
    const resource = this.get(id);
    if (resource !== undefined) this.set(changed(resource));
  }

  delete(id: string): void {
    const key = id.toLowerCase();
    const before = this.#byKey.get(key);
    if (before === undefined) return;
    this.#history?.remember(key, before);
    this.#byKey.delete(key);
  }

  deleteBelow(scope: string): void {
    for (const { id } of this.below(scope)) this.delete(id);
  }

  /** Those whose id lies below `scope`, in the order of creation. */
  below(scope: string): readonly T[] {
    const prefix = `${scope.toLowerCase()}/`;
    return [...this.#listed()].filter(([key]) => key.startsWith(prefix)).map(([, resource]) => resource);
  }

  all(): readonly T[] {
    return [...this.#listed().values()];
  }

  #listed(): ReadonlyMap<string, T> {
    return this.#history?.listed(this.#byKey) ?? this.#byKey;
  }
}
