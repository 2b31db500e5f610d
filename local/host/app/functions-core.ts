/**
 * The package `@azure/functions-core`, which is not installed: the host supplies it to
 * `@azure/functions`. Described after https://github.com/Azure/azure-functions-nodejs-worker,
 * types-core/index.d.ts, as far as it is used here.
 */
export interface FunctionsCore {
  readonly version: string;
  readonly hostVersion: string;
  readonly Disposable: typeof Disposable;
  setProgrammingModel(model: ProgrammingModel): void;
  getProgrammingModel(): ProgrammingModel | undefined;
  registerFunction(metadata: unknown, callback: FunctionCallback): Disposable;
  registerHook(name: string, callback: HookCallback): Disposable;
  log(level: LogLevel, category: LogCategory, message: string): void;
}

export type LogLevel = 'trace' | 'debug' | 'information' | 'warning' | 'error' | 'critical';
export type LogCategory = 'user' | 'system' | 'customMetric';
export type FunctionCallback = (...inputs: unknown[]) => unknown;
export type HookCallback = (context: object) => unknown;

/** `@azure/functions` itself, as it makes itself known on its first call. */
export interface ProgrammingModel {
  readonly name: string;
  getInvocationModel(context: CoreInvocationContext): InvocationModel;
  getCapabilities?(defaults: Record<string, string>): Promise<Record<string, string>>;
}

export interface InvocationModel {
  getArguments(): Promise<{ readonly context: object; readonly inputs: unknown[] }>;
  invokeFunction(context: object, inputs: unknown[], callback: FunctionCallback): Promise<unknown>;
  getResponse(context: object, result: unknown): Promise<InvocationResponse>;
}

export interface CoreInvocationContext {
  readonly invocationId: string;
  readonly metadata: { readonly name: string; readonly bindings: Readonly<Record<string, object>> };
  readonly request: {
    readonly invocationId: string;
    readonly functionId: string;
    readonly inputData: readonly { readonly name: string; readonly data: TypedData }[];
    readonly triggerMetadata: Readonly<Record<string, TypedData>>;
    readonly traceContext: TraceContext;
  };
  state: 'preInvocationHooks' | 'invocation' | 'postInvocationHooks' | undefined;
  log(level: LogLevel, category: LogCategory, message: string): void;
}

export interface InvocationResponse {
  readonly returnValue?: TypedData | null;
}

/** https://www.w3.org/TR/trace-context/ */
export interface TraceContext {
  readonly traceParent: string;
  readonly traceState: string;
}

/** One value on its way between host and function, in exactly one of its forms. */
export type TypedData =
  | { readonly string: string }
  | { readonly json: string }
  | { readonly bytes: Uint8Array }
  | { readonly http: HttpData };

export interface HttpData {
  readonly method?: string;
  readonly url?: string;
  readonly nullableHeaders?: NullableStrings;
  readonly nullableQuery?: NullableStrings;
  readonly nullableParams?: NullableStrings;
  readonly body?: TypedData | null;
  readonly statusCode?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: readonly HttpCookie[];
}

export type NullableStrings = Readonly<Record<string, { readonly value: string | undefined }>>;

export interface HttpCookie {
  readonly name: string;
  readonly value: string;
  readonly domain?: { readonly value: string };
  readonly path?: { readonly value: string };
  readonly expires?: { readonly value: { readonly seconds: number } };
  readonly secure?: { readonly value: boolean };
  readonly httpOnly?: { readonly value: boolean };
  readonly maxAge?: { readonly value: number };
  readonly sameSite?: 'none' | 'lax' | 'strict' | 'explicitNone';
}

/** Removes a registration. */
export class Disposable {
  #undo: (() => void) | undefined;

  constructor(undo: () => void) {
    this.#undo = undo;
  }

  static from(...all: readonly { dispose(): void }[]): Disposable {
    return new Disposable(() => {
      for (const one of all) one.dispose();
    });
  }

  dispose(): void {
    this.#undo?.();
    this.#undo = undefined;
  }
}
