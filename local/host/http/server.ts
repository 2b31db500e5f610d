import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Listener } from '../listener.ts';

export interface HttpServer extends Listener {
  readonly url: string;
}

type Handler = (c: Context) => Promise<Response>;

/**
 * https://learn.microsoft.com/azure/azure-functions/functions-bindings-http-webhook-trigger#limits
 */
const LARGEST_BODY_BYTES = 104_857_600;
const WEBHOOK_METHODS = ['GET', 'PUT', 'POST', 'DELETE', 'OPTIONS'];

/** Serves the functions on this machine only. @throws Error when the port is taken. */
export async function startServer(port: number, handle: { http: Handler; eventGrid: Handler }): Promise<HttpServer> {
  const app = new Hono();
  app.use(bodyLimit({ maxSize: LARGEST_BODY_BYTES }));
  app.on(WEBHOOK_METHODS, '/runtime/webhooks/:extension', (c, next) =>
    c.req.param('extension').toLowerCase() === 'eventgrid' ? handle.eventGrid(c) : next(),
  );
  app.all('*', handle.http);

  const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port });
  await once(server, 'listening');
  const { port: actual } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${actual}`,
    async stop() {
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
