/** The moment at which a process is to die: at its n-th touch of the outside, counted from 1. */
export interface Death {
  readonly touch: number;
  readonly when: 'before' | 'after';
}

/**
 * Thrown nowhere: a dead process does not come back with an error, it does not come back at all.
 */
const NEVER = new Promise<never>(() => {});

/**
 * Counts every touch of the outside, over all processes of a run, and lets the one that is at work
 * die at the given moment. The rest of a dead process never happens; a request that it had sent
 * takes its course.
 */
export class Fate {
  readonly #death: Death | undefined;
  #touches: string[] = [];
  #processes = 0;
  #died = Promise.withResolvers<void>();

  constructor(death?: Death) {
    this.#death = death;
  }

  /** The touches, in order. */
  get touches(): readonly string[] {
    return this.#touches;
  }

  /** Settles when the process that is at work dies. */
  get died(): Promise<void> {
    return this.#died.promise;
  }

  /** A new process begins; a call that is still guarded for an earlier one hangs for ever. */
  begin(): number {
    this.#died = Promise.withResolvers<void>();
    return ++this.#processes;
  }

  /**
   * The same object, but that each of its calls is a touch of this process. Generators are left as
   * they are.
   */
  guard<T extends object>(name: string, target: T, process: number): T {
    return new Proxy(target, {
      get: (object, property) => {
        const value: unknown = Reflect.get(object, property);
        if (typeof value !== 'function' || value.constructor.name === 'AsyncGeneratorFunction') return value;
        return async (...parameters: readonly unknown[]) => {
          await this.#mayDie('before', `${name}.${String(property)}`, process);
          const answer: unknown = await Reflect.apply(value, object, parameters);
          await this.#mayDie('after', undefined, process);
          return answer;
        };
      },
    });
  }

  async #mayDie(when: Death['when'], touch: string | undefined, process: number): Promise<void> {
    if (process !== this.#processes) return NEVER;
    if (touch !== undefined) this.#touches.push(touch);
    if (this.#death?.when !== when || this.#death.touch !== this.#touches.length) return undefined;
    this.#processes++;
    this.#died.resolve();
    return NEVER;
  }
}
