import type { z } from 'zod';
import type { Log } from '../lib/log.ts';
import type { RouteName } from './addresses.ts';
import { callerKey, callerOf, type KnownCaller, requireRight, type SignIn } from './caller.ts';
import type { ApiCalls } from './calls.ts';
import { refuseOtherSites } from './cross-site.ts';
import { type ApiRequest, type ApiResponse, respond } from './http.ts';
import { type ProblemPlace, problemResponse, Refusal } from './problem.ts';
import type { RateLimit } from './rate-limit.ts';
import { readBody, readForm } from './read-body.ts';
import { type Answer, isForBrowsers, isPage, type Route } from './route.ts';
import { ROUTES } from './routes/index.ts';

export interface ServePorts {
  readonly calls: ApiCalls;
  readonly signIn: SignIn;
  readonly rateLimit: RateLimit;
}

/** What is known of a call beside its request. */
export interface Invocation {
  /** A UUID. */
  readonly invocationId: string;
  readonly log: Log;
}

/**
 * request → answer, for every route: who calls, how often, with which right, what they send; then
 * the handler. Never throws.
 */
export async function serve(
  name: RouteName,
  request: ApiRequest,
  { invocationId, log }: Invocation,
  ports: ServePorts,
): Promise<ApiResponse> {
  const correlationId = correlationOf(request) ?? invocationId;
  const response = await answer(name, request, correlationId, log, ports).catch((error: unknown) => {
    if (error instanceof Refusal) return refuse(name, request, error, correlationId, ports);
    // The error is for operators: it may hold addresses and ids that the caller must not see.
    log.error('Call failed', { route: name, correlationId, why: error instanceof Error ? error.stack : String(error) });
    const failed = new Refusal('internal', 'The call failed; the log has the reason.');
    return refuse(name, request, failed, correlationId, ports);
  });
  const answered = { ...response, headers: { ...response.headers, 'x-correlation-id': correlationId } };
  log.info('Call answered', { route: name, status: response.status, correlationId });
  if (request.method !== 'HEAD') return answered;
  const { body: _, ...head } = answered;
  return head;
}

async function answer(
  name: RouteName,
  request: ApiRequest,
  correlationId: string,
  log: Log,
  { calls, signIn, rateLimit }: ServePorts,
): Promise<ApiResponse> {
  const route: Route = ROUTES[name];
  const allow = route.method === 'GET' ? 'GET, HEAD, OPTIONS' : 'POST, OPTIONS';
  // No other site is allowed anything: there are no CORS headers, here or elsewhere.
  if (request.method === 'OPTIONS') return respond(204, { allow });
  if (!allow.split(', ').includes(request.method)) {
    throw new Refusal('wrong-method', `${request.method} is not taken here, only ${allow}.`, { headers: { allow } });
  }

  const known = route.right === undefined ? callerOfOpenRoute(request, signIn) : callerOf(request, signIn);
  if (known === undefined && isPage(route) && signIn.by === 'platform' && isBrowser(request))
    return signInFirst(request);
  const caller = route.right === undefined ? known : requireRight(known, route.right);
  if (caller !== undefined) await rateLimit.take(callerKey(caller), route.cost);
  if (route.method === 'POST') refuseOtherSites(request, route.bodyAs === 'form');

  const call = {
    params: parsePart(route.params, request.params, 'path'),
    query: parsePart(route.query, Object.fromEntries(request.query), 'query', dropKey),
    body:
      route.body === undefined
        ? undefined
        : parsePart(route.body, await (route.bodyAs === 'form' ? readForm : readBody)(request), 'body'),
    caller,
    request,
    correlationId,
    log,
  };
  return toResponse(await route.handle(call, calls));
}

/**
 * The host accepts calls without a key here, so no key was checked. An unknown caller is not
 * refused.
 */
function callerOfOpenRoute(request: ApiRequest, signIn: SignIn): KnownCaller | undefined {
  if (signIn.by === 'functionKey') return undefined;
  try {
    return callerOf(request, signIn);
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

/** A refused page or form is shown by a browser, all else is read by a program. */
async function refuse(
  name: RouteName,
  request: ApiRequest,
  refusal: Refusal,
  correlationId: string,
  { calls, signIn }: ServePorts,
): Promise<ApiResponse> {
  if (!isForBrowsers(ROUTES[name]) || !isBrowser(request)) return problemResponse(refusal, correlationId);
  const { problemPageResponse } = await import('./problem-page.ts');
  const code = signIn.by === 'functionKey' ? new Map(request.query).get('code') : undefined;
  return problemPageResponse(refusal, { correlationId, now: calls.now(), code });
}

function isBrowser({ headers }: ApiRequest): boolean {
  return headers.get('accept')?.includes('text/html') === true;
}

/** https://learn.microsoft.com/azure/app-service/configure-authentication-customize-sign-in-out */
function signInFirst({ url }: ApiRequest): ApiResponse {
  const { pathname, search } = new URL(url);
  return respond(302, {
    location: `/.auth/login/aad?post_login_redirect_uri=${encodeURIComponent(pathname + search)}`,
  });
}

function toResponse(given: Answer): ApiResponse {
  const { headers = {} } = given;
  if ('json' in given) {
    return respond(given.status, { ...headers, 'content-type': 'application/json' }, JSON.stringify(given.json));
  }
  return respond(given.status, { ...headers, 'content-type': given.mediaType }, given.text);
}

function parsePart<S extends z.ZodType>(
  schema: S | undefined,
  data: unknown,
  part: ProblemPlace['in'],
  prepare: (data: unknown) => unknown = (same) => same,
): z.output<S> | undefined {
  if (schema === undefined) return undefined;
  const result = schema.safeParse(prepare(data));
  if (result.success) return result.data;
  const places = result.error.issues.flatMap((issue): readonly ProblemPlace[] => {
    const at = (path: readonly PropertyKey[], detail: string) => ({ in: part, pointer: pointerOf(path), detail });
    if (issue.code !== 'unrecognized_keys') return [at(issue.path, issue.message)];
    return issue.keys.map((key) => at([...issue.path, key], 'is not known here'));
  });
  const [first] = places;
  const detail = `${part}${first?.pointer ?? ''}: ${first?.detail ?? 'is not as described'}`;
  throw new Refusal('invalid-request', detail, { places });
}

/** The function key may come in the address, where it is the host's business. */
function dropKey(query: unknown): unknown {
  const { code: _, ...rest } = Object(query);
  return rest;
}

/** https://www.rfc-editor.org/rfc/rfc6901 */
function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** The caller's own id for the call, where it is one: it goes into the log and comes back. */
function correlationOf({ headers }: ApiRequest): string | undefined {
  const given = headers.get('x-correlation-id')?.toLowerCase() ?? '';
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(given) ? given : undefined;
}
