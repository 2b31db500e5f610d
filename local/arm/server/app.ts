import { randomUUID } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { readToken, type TokenClaims } from '../../identity/token.ts';
import type { Azure } from '../azure.ts';
import { type Answer, bodyOf, type Call } from './call.ts';
import { ArmError, armError } from './errors.ts';
import type { Recorder } from './recorder.ts';
import { type Route, routesOf } from './routes.ts';
import { type Budget, createThrottle, type Throttle } from './throttle.ts';

/** The Resource Manager: gateway and resource providers behind one address. */
export function createApp(azure: Azure, recorder: Recorder | undefined): Hono {
  // ARM does not tell paths apart by letter case; names keep theirs through `spelledIn`.
  const app = new Hono({
    getPath: (request) =>
      decodeURIComponent(new URL(request.url).pathname)
        .toLowerCase()
        .replace(/(.)\/$/, '$1'),
  });
  const throttle = createThrottle(azure.timeline, azure.speed);

  app.use(async (context, next) => {
    const before = recorder === undefined ? '' : await context.req.raw.clone().text();
    await next();
    const correlationId = context.req.header('x-ms-correlation-request-id') ?? randomUUID();
    context.res.headers.set('x-ms-correlation-request-id', correlationId);
    context.res.headers.set('x-ms-request-id', randomUUID());
    await recorder?.record(context.req.raw, before, context.res);
  });

  for (const route of routesOf(azure)) {
    app.on(route.method, route.path, async (context) => {
      const caller = authenticate(context, azure);
      checkApiVersion(context, route);
      const spelled = spelledIn(context, route.path);
      const subscriptionId = (spelled.get('subscription') ?? spelled.get('scope')?.split('/')[1] ?? '').toLowerCase();
      if (!azure.subscriptions.has(subscriptionId)) {
        throw armError(404, 'SubscriptionNotFound', `The subscription '${subscriptionId}' could not be found.`);
      }
      const headers = takeToken(throttle, subscriptionId, route);
      const url = new URL(context.req.url);
      const call: Call = {
        method: route.method,
        path: decodeURIComponent(url.pathname),
        query: url.searchParams,
        headers: context.req.raw.headers,
        body: await bodyOf(context),
        caller,
        param: (name) => spelled.get(name) ?? '',
      };
      refuseOddAccept(call, route);
      return respond(route.handler(call), headers);
    });
  }

  app.notFound((context) => {
    const error = armError(
      404,
      'InvalidResourceType',
      `The resource type could not be found for the path '${new URL(context.req.url).pathname}'.`,
    );
    return Response.json(error.body, { status: error.status });
  });
  app.onError((error) => {
    if (error instanceof ArmError) {
      const { status, headers, body } = error;
      return body === null ? new Response(null, { status, headers }) : Response.json(body, { status, headers });
    }
    process.stderr.write(`${error.stack ?? error.message}\n`);
    return Response.json(
      { error: { code: 'InternalServerError', message: 'The server encountered an internal error.' } },
      { status: 500 },
    );
  });
  return app;
}

function authenticate(context: Context, azure: Azure): TokenClaims {
  const token = /^Bearer (.+)$/i.exec(context.req.header('authorization') ?? '')?.[1];
  const claims = token === undefined ? undefined : readToken(token);
  if (claims !== undefined && claims.exp * 1000 > azure.timeline.now().getTime()) return claims;
  throw armError(
    401,
    'AuthenticationFailed',
    'Authentication failed. The Authorization header is missing or invalid.',
    {
      'www-authenticate': 'Bearer authorization_uri="https://login.microsoftonline.com/common", error="invalid_token"',
    },
  );
}

function checkApiVersion(context: Context, { apiVersions }: Route): void {
  const [, asked] =
    [...new URL(context.req.url).searchParams].find(([name]) => name.toLowerCase() === 'api-version') ?? [];
  if (asked === undefined) {
    throw armError(
      400,
      'MissingApiVersionParameter',
      'The api-version query parameter (?api-version=) is required for all requests.',
    );
  }
  if (!apiVersions.includes(asked)) {
    throw armError(
      400,
      'NoRegisteredProviderFound',
      `No registered resource provider found for API version '${asked}'. The supported api-versions are '${apiVersions.join(', ')}'.`,
    );
  }
}

/** The named parts of the path as the client spelled them: the route itself sees lower case only. */
function spelledIn(context: Context, route: string): ReadonlyMap<string, string> {
  const path = decodeURIComponent(new URL(context.req.url).pathname);
  const names = [...route.matchAll(/:([a-z]+)(\{\.\+\})?/g)];
  const pattern = route.replace(/:[a-z]+(\{\.\+\})?/g, (_, wide) => (wide === undefined ? '([^/]+)' : '(.+)'));
  const parts = new RegExp(`^${pattern}/?$`, 'i').exec(path) ?? [];
  return new Map(names.map(([, name = ''], index) => [name, parts[index + 1] ?? '']));
}

function takeToken(throttle: Throttle, subscriptionId: string, { method, path }: Route): Record<string, string> {
  const ofVaults = path.includes('/microsoft.dataprotection/');
  const plain: Budget = method === 'GET' ? 'reads' : method === 'DELETE' ? 'deletes' : 'writes';
  const budget = ofVaults ? (method === 'GET' ? 'vaultReads' : 'vaultWrites') : plain;
  const taken = throttle.take(subscriptionId, budget);
  if ('left' in taken) {
    return { [`x-ms-ratelimit-remaining-subscription-${ofVaults ? 'resource-requests' : plain}`]: String(taken.left) };
  }
  const seconds = String(taken.retryAfterSeconds);
  throw armError(429, 'TooManyRequests', `The request is being throttled. Please try after '${seconds}' seconds.`, {
    'retry-after': seconds,
  });
}

/** This provider answers 406 without a word where other headers would have given the reason. https://github.com/hashicorp/terraform-provider-azurerm/issues/26911 */
function refuseOddAccept(call: Call, { path, method }: Route): void {
  const odd = path.includes('/microsoft.dataprotection/') && /charset/i.test(call.headers.get('accept') ?? '');
  if (odd && method === 'PUT' && call.body.location === undefined) throw new ArmError(406, null);
}

function respond({ status, body, headers }: Answer, more: Readonly<Record<string, string>>): Response {
  const all = { ...more, ...headers };
  return body === undefined
    ? new Response(null, { status, headers: all })
    : Response.json(body, { status, headers: all });
}
