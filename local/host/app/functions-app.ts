import type { Log } from '../log.ts';
import { type AppFunction, toAppFunction } from './function.ts';
import { Disposable, type FunctionsCore, type HookCallback, type ProgrammingModel } from './functions-core.ts';

const HOOKS = ['appStart', 'appTerminate', 'preInvocation', 'postInvocation'] as const;
export type HookName = (typeof HOOKS)[number];

/** The functions and hooks of an app. Open while its files load, then sealed. */
export class FunctionsApp {
  /** Shared by all hooks of the app. */
  readonly hookData: Record<string, unknown> = {};
  readonly #functions = new Map<string, AppFunction>();
  readonly #hooks: Readonly<Record<HookName, HookCallback[]>> = {
    appStart: [],
    appTerminate: [],
    preInvocation: [],
    postInvocation: [],
  };
  #model: ProgrammingModel | undefined;
  #sealed = false;

  get functions(): readonly AppFunction[] {
    return [...this.#functions.values()];
  }

  get model(): ProgrammingModel {
    if (this.#model === undefined) throw new Error('No function was registered, so that there is nothing to run.');
    return this.#model;
  }

  /** From now on registering is an error, as it is in Azure once the app has started. */
  async seal(): Promise<void> {
    this.#sealed = true;
    const capabilities = await this.#model?.getCapabilities?.({});
    if (capabilities?.HttpUri !== undefined) {
      throw new Error('This host does not stream HTTP: leave out "enableHttpStream" in app.setup().');
    }
  }

  async runHooks(name: HookName, context: object): Promise<void> {
    for (const hook of this.#hooks[name]) await hook(context);
  }

  /** The face of this app that `@azure/functions` talks to. */
  core(log: Log): FunctionsCore {
    return {
      version: '3.13.0',
      hostVersion: '4.1048.0',
      Disposable,
      setProgrammingModel: (model) => {
        this.#model = model;
      },
      getProgrammingModel: () => this.#model,
      registerFunction: (metadata, callback) => this.#registerFunction(toAppFunction(metadata, callback)),
      registerHook: (name, callback) => this.#registerHook(name, callback),
      log: (level, category, message) => log({ level, from: category === 'user' ? 'function' : 'host', message }),
    };
  }

  #registerFunction(one: AppFunction): Disposable {
    // Names are compared without regard to case, as they are part of addresses.
    const key = one.name.toLowerCase();
    if (this.#sealed) throw systemError(new Error(`Function "${one.name}" was registered after the start of the app.`));
    if (this.#functions.has(key)) throw systemError(new Error(`Two functions have the name "${one.name}".`));
    this.#functions.set(key, one);
    return new Disposable(() => this.#functions.delete(key));
  }

  #registerHook(name: string, callback: HookCallback): Disposable {
    const known = HOOKS.find((hook) => hook === name);
    if (known === undefined) {
      throw systemError(new RangeError(`This host has no hook "${name}", only ${HOOKS.join(', ')}.`));
    }
    const hooks = this.#hooks[known];
    hooks.push(callback);
    return new Disposable(() => hooks.splice(hooks.indexOf(callback), 1));
  }
}

/** Marks an error as one of the host; the library asks for the mark. */
function systemError(error: Error): Error {
  return Object.assign(error, { isAzureFunctionsSystemError: true });
}
