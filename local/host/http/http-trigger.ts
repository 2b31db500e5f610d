import type { Context } from 'hono';
import type { AppFunction, TriggerOf } from '../app/function.ts';
import type { Invoke } from '../app/invoker.ts';
import { toHttpData, toResponse } from './http-data.ts';
import { type HostKeys, hasKey } from './keys.ts';
import type { PlatformAuth } from './platform-auth.ts';
import { parseRoute, type Route } from './route.ts';
import type { SignIn } from './sign-in.ts';

/** An HTTP function and where it answers. */
interface Door {
  readonly fn: AppFunction;
  readonly trigger: TriggerOf<'httpTrigger'>;
  readonly route: Route;
}

export type HttpDoors = (c: Context) => Promise<Response>;

/**
 * Finds the function for a request and has it answer; 404 and 401 come in the order in which Azure
 * gives them.
 * @throws Error when a route cannot be read.
 */
export function createHttpDoors(
  functions: readonly AppFunction[],
  {
    routePrefix,
    keys,
    auth,
    signIn,
    invoke,
  }: {
    readonly routePrefix: string;
    readonly keys: HostKeys;
    readonly auth: PlatformAuth;
    readonly signIn: SignIn;
    readonly invoke: Invoke;
  },
): HttpDoors {
  const doors = functions
    .flatMap((fn) => (fn.trigger.type === 'httpTrigger' ? [toDoor(fn, fn.trigger, routePrefix)] : []))
    .sort((a, b) => a.route.precedence.localeCompare(b.route.precedence));

  return async (c) => {
    // The platform stands before the host: it answers before there is a route.
    const signedIn = signIn(c);
    if (signedIn !== undefined) return signedIn;
    const headers = auth(c.req.raw.headers);
    if (headers === undefined) return c.body(null, 401);
    for (const { fn, trigger, route } of doors) {
      // A method that was not declared is no route at all, so it is 404 and not 405.
      if (trigger.methods.length > 0 && !trigger.methods.includes(c.req.method)) continue;
      const params = route.match(c.req.path);
      if (params === undefined) continue;
      if (!isAllowed(c, trigger.authLevel, keys)) return c.body(null, 401);
      return answer(c, fn, headers, params, invoke);
    }
    return c.body(null, 404);
  };
}

/** Path of an HTTP function, as its app wrote it. */
export function pathOf(name: string, { route }: TriggerOf<'httpTrigger'>, routePrefix: string): string {
  return `/${[routePrefix, route ?? name].filter((part) => part !== '').join('/')}`;
}

function toDoor(fn: AppFunction, trigger: TriggerOf<'httpTrigger'>, routePrefix: string): Door {
  try {
    return { fn, trigger, route: parseRoute(pathOf(fn.name, trigger, routePrefix)) };
  } catch (error) {
    throw new Error(`Function "${fn.name}": ${error instanceof Error ? error.message : error}`, { cause: error });
  }
}

function isAllowed(c: Context, level: TriggerOf<'httpTrigger'>['authLevel'], keys: HostKeys): boolean {
  if (level === 'anonymous') return true;
  return level === 'admin' ? hasKey(c.req, keys.master) : hasKey(c.req, keys.function, keys.master);
}

async function answer(
  c: Context,
  fn: AppFunction,
  headers: Headers,
  params: Readonly<Record<string, string | undefined>>,
  invoke: Invoke,
): Promise<Response> {
  const http = await toHttpData(c.req, headers, params);
  try {
    const { returnValue } = await invoke(fn, {
      data: { http },
      traceParent: c.req.header('traceparent'),
      traceState: c.req.header('tracestate'),
    });
    if (returnValue === null || returnValue === undefined || !('http' in returnValue)) return c.body(null, 204);
    return toResponse(returnValue.http);
  } catch {
    // The log has the reason; a caller over HTTP does not get it.
    return c.body(null, 500);
  }
}
