import { randomBytes, randomUUID } from 'node:crypto';
import { describeError, type Log } from '../log.ts';
import type { AppFunction } from './function.ts';
import type { FunctionsApp } from './functions-app.ts';
import type { CoreInvocationContext, InvocationResponse, TraceContext, TypedData } from './functions-core.ts';

/** The trigger of a function. */
export interface Call {
  readonly data: TypedData;
  readonly metadata?: Readonly<Record<string, TypedData>>;
  /** Trace that the call belongs to, as its `traceparent` and `tracestate` headers say it. */
  readonly traceParent?: string | undefined;
  readonly traceState?: string | undefined;
}

/**
 * Runs functions, and answers with what they answered. @throws what the function, or a hook, threw.
 */
export type Invoke = (fn: AppFunction, call: Call) => Promise<InvocationResponse>;

/**
 * `timeoutMs` is not divided by the speed of the host: the functions themselves do not run faster.
 */
export function createInvoke(app: FunctionsApp, timeoutMs: number, log: Log): Invoke {
  return async (fn, call) => {
    const invocationId = randomUUID();
    const about = { functionName: fn.name, invocationId };
    const startedAt = performance.now();
    const took = () => `${Math.round(performance.now() - startedAt)} ms`;
    try {
      const response = await withTimeout(run(app, fn, call, invocationId, log), timeoutMs, fn.name);
      log({ ...about, level: 'information', from: 'host', message: `Executed in ${took()}` });
      return response;
    } catch (error) {
      const message = `Failed after ${took()}: ${describeError(error)}`;
      log({ ...about, level: 'error', from: 'host', message });
      throw error;
    }
  };
}

/**
 * The steps of one invocation, in the order of
 * https://github.com/Azure/azure-functions-nodejs-worker, src/eventHandlers/InvocationHandler.ts
 */
async function run(
  app: FunctionsApp,
  fn: AppFunction,
  { data, metadata = {}, traceParent, traceState }: Call,
  invocationId: string,
  log: Log,
): Promise<InvocationResponse> {
  const core: CoreInvocationContext = {
    invocationId,
    metadata: { name: fn.name, bindings: fn.bindings },
    request: {
      invocationId,
      functionId: fn.name,
      inputData: [{ name: fn.trigger.name, data }],
      triggerMetadata: metadata,
      traceContext: traceContext(traceParent, traceState),
    },
    state: undefined,
    log: (level, category, message) =>
      log({ level, from: category === 'user' ? 'function' : 'host', message, functionName: fn.name, invocationId }),
  };
  const model = app.model.getInvocationModel(core);
  const { context, inputs } = await model.getArguments();
  const shared = { hookData: {}, appHookData: app.hookData, invocationContext: context };

  core.state = 'preInvocationHooks';
  const before = { ...shared, functionCallback: fn.callback, inputs };
  await app.runHooks('preInvocation', before);

  core.state = 'invocation';
  const after: { inputs: unknown[]; result: unknown; error: unknown } & typeof shared = {
    ...shared,
    inputs: before.inputs,
    result: null,
    error: null,
  };
  try {
    after.result = await model.invokeFunction(context, before.inputs, before.functionCallback);
  } catch (error) {
    // The hooks see it, and may put a result in its place.
    after.error = error;
  }

  core.state = 'postInvocationHooks';
  await app.runHooks('postInvocation', after);
  if (after.error !== null && after.error !== undefined) throw after.error;
  return model.getResponse(context, after.result);
}

/**
 * Azure would end the whole worker, and with it what else it runs. Here the invocation has failed
 * all the same, but its code cannot be stopped.
 */
async function withTimeout<T>(work: Promise<T>, timeoutMs: number, name: string): Promise<T> {
  if (!Number.isFinite(timeoutMs)) return work;
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    late.reject(new Error(`${name} took longer than the functionTimeout of ${timeoutMs / 1000} s in host.json.`));
  }, timeoutMs);
  return Promise.race([work, late.promise]).finally(() => clearTimeout(timer));
}

/**
 * A span of the host's own, in the trace of the caller if it has one.
 * https://www.w3.org/TR/trace-context/#traceparent-header
 */
function traceContext(traceParent: string | undefined, traceState = ''): TraceContext {
  const [, traceId, flags] = /^00-([0-9a-f]{32})-[0-9a-f]{16}-([0-9a-f]{2})$/.exec(traceParent ?? '') ?? [];
  const spanId = randomBytes(8).toString('hex');
  if (traceId === undefined) {
    return { traceParent: `00-${randomBytes(16).toString('hex')}-${spanId}-00`, traceState: '' };
  }
  return { traceParent: `00-${traceId}-${spanId}-${flags}`, traceState };
}
