/** The resources of one type, found by their ARM id in any casing; the casing of what was put in is kept. */
export class Collection<T extends { readonly id: string }> {
  readonly #byKey = new Map<string, T>();

  get(id: string): T | undefined {
    return this.#byKey.get(id.toLowerCase());
  }

  set(resource: T): T {
    this.#byKey.set(resource.id.toLowerCase(), resource);
    return resource;
  }

  delete(id: string): void {
    this.#byKey.delete(id.toLowerCase());
  }

  deleteBelow(scope: string): void {
    for (const { id } of this.below(scope)) this.delete(id);
  }

  /** Those whose id lies below `scope`, in the order of creation. */
  below(scope: string): readonly T[] {
    const prefix = `${scope.toLowerCase()}/`;
    return [...this.#byKey].filter(([key]) => key.startsWith(prefix)).map(([, resource]) => resource);
  }

  all(): readonly T[] {
    return [...this.#byKey.values()];
  }
}
