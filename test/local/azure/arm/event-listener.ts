import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

export interface HeardEvent {
  readonly id: string;
  readonly subject: string;
  readonly topic?: string;
  readonly source?: string;
  readonly eventType?: string;
  readonly type?: string;
  readonly data: { readonly operationName: string; readonly status: string; readonly [name: string]: unknown };
}

export interface Listener {
  readonly url: string;
  readonly heard: HeardEvent[];
  readonly contentTypes: (string | undefined)[];
  close(): Promise<void>;
}

/** An endpoint of Event Grid that shakes hands in both ways and takes everything. */
export async function startListener(): Promise<Listener> {
  const heard: HeardEvent[] = [];
  const contentTypes: (string | undefined)[] = [];
  const server = createServer(async (request, response) => {
    if (request.method === 'OPTIONS') {
      return response.setHeader('webhook-allowed-origin', request.headers['webhook-request-origin'] ?? '').end();
    }
    const body = (await json(request)) as HeardEvent | HeardEvent[];
    const events = Array.isArray(body) ? body : [body];
    if (request.headers['aeg-event-type'] === 'SubscriptionValidation') {
      return response.end(JSON.stringify({ validationResponse: events[0]?.data.validationCode }));
    }
    heard.push(...events);
    contentTypes.push(request.headers['content-type']);
    return response.end();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard,
    contentTypes,
    close: () => new Promise((closed) => server.close(() => closed())),
  };
}
