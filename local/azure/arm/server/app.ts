import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { routeFaultControl } from '../faults/fault-control.ts';
import { injectFaults } from '../faults/inject-faults.ts';
import type { Platform } from '../platform.ts';
import { findProvider } from '../providers/resource-types.ts';
import { routeProviders } from '../providers/routes.ts';
import { answerInVersion } from './answer-in-version.ts';
import type { ArmApp, ArmContext, ArmEnv } from './arm-env.ts';
import { authenticate } from './authentication.ts';
import { authorize } from './authorize.ts';
import { ArmError, gatewayError } from './errors.ts';
import { guardTheGate, invalidResourceType, requireServed } from './gateway.ts';
import { record } from './recorder.ts';
import { readRequestTarget } from './request-target.ts';
import { type Throttling, throttle } from './throttling.ts';

const MAXIMUM_BODY_BYTES = 4 * 1024 * 1024;

export interface AppOptions {
  readonly recordTo: string | undefined;
  readonly throttling: Throttling;
}

/**
 * The way of every request: known, recorded, let in, counted, authorized, checked, and only then
 * handed to its service.
 */
export function createApp(platform: Platform, { recordTo, throttling }: AppOptions): ArmApp {
  const app = new Hono<ArmEnv>({ getPath: (request) => readRequestTarget(new URL(request.url).pathname).routingPath });

  // Before all else, since it is no part of Resource Manager.
  routeFaultControl(app, platform.faults);
  app.use(async (c, next) => {
    identify(c, platform);
    await next();
  });
  if (recordTo !== undefined) app.use(record(recordTo));
  app.use(bodyLimit({ maxSize: MAXIMUM_BODY_BYTES, onError: refuseLargeBody }));
  app.use(async (c, next) => {
    c.set('bodyText', await c.req.text());
    await next();
  });
  app.use(authenticate(platform), throttle(platform, throttling), injectFaults(platform));
  app.use(requireServed(platform), authorize(platform), guardTheGate(platform), answerInVersion);

  routeProviders(app, platform);
  app.notFound((c) => {
    const { namespace = 'Microsoft.Resources', type } = c.var.target;
    const provider = findProvider(namespace)?.namespace ?? namespace;
    return refuse(c, invalidResourceType(provider, type, c.req.query('api-version') ?? ''));
  });
  app.onError((error, c) => refuse(c, error));
  return app;
}

function identify(c: ArmContext, { random }: Platform): void {
  const correlationId = c.req.header('x-ms-correlation-request-id') ?? random.uuid();
  c.set('target', readRequestTarget(new URL(c.req.url).pathname));
  c.set('correlationId', correlationId);
  c.set('bodyText', '');
  c.header('x-ms-request-id', random.uuid());
  c.header('x-ms-correlation-request-id', correlationId);
}

function refuse(c: ArmContext, error: Error): Response {
  if (error instanceof ArmError) return c.json(error.body, error.status, error.headers);
  // A fault of this program, not of the request: printed here, since no one else will.
  process.stderr.write(`local Azure: ${c.req.method} ${c.req.path} failed: ${error.stack ?? error.message}\n`);
  return refuse(c, gatewayError(500, 'InternalServerError', 'Encountered internal server error.'));
}

function refuseLargeBody(): never {
  const message = `The request content size exceeds the maximum size of ${MAXIMUM_BODY_BYTES} bytes.`;
  throw gatewayError(413, 'RequestContentTooLarge', message);
}
