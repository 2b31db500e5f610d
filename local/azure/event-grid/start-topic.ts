import { Hono } from 'hono';
import type { Certificate } from '../arm/server/certificate.ts';
import { readToken } from '../identity/token.ts';
import { serveHttps } from '../serve-https.ts';
import { checkPublish, type InputSchema, type PublishedEvent } from './check-publish.ts';

export interface TopicOptions {
  /** Object ids that hold the role EventGrid Data Sender at the topic. */
  readonly senders: readonly string[];
  readonly inputSchema?: InputSchema;
  /** Its certificate; a fresh one when left out. */
  readonly certificate?: Certificate;
  readonly onEvent?: (event: PublishedEvent) => void;
}

/** Stands in for a custom topic of Event Grid without access keys: only tokens of Entra open it. */
export interface LocalTopic {
  readonly endpoint: string;
  /** Clients must trust it: a token is sent by https only. */
  readonly certificatePem: string;
  /** All that was accepted, in its order. */
  events(): readonly PublishedEvent[];
  /** Answers the next requests with a status such as 429 or 503. */
  failNext(requests: number, status: number): void;
  close(): Promise<void>;
}

const AUDIENCE = 'https://eventgrid.azure.net';
const API_VERSION = '2018-01-01';

/**
 * https://learn.microsoft.com/azure/event-grid/authenticate-with-microsoft-entra-id and the
 * publishing API.
 */
export async function startTopic(options: TopicOptions): Promise<LocalTopic> {
  const { senders, inputSchema = 'CloudEventSchemaV1_0', onEvent } = options;
  const events: PublishedEvent[] = [];
  let failures: readonly number[] = [];

  const app = new Hono();
  app.post('/api/events', async (c) => {
    const [failure, ...later] = failures;
    failures = later;
    if (failure !== undefined) return refusal(failure, 'The service could not take the request.');
    const token = readToken(/^Bearer (.+)$/.exec(c.req.header('authorization') ?? '')?.[1] ?? '');
    if (token?.aud !== AUDIENCE || token.exp * 1000 < Date.now()) {
      return refusal(401, 'The request authorization token is not valid.');
    }
    if (!senders.includes(token.oid)) {
      return refusal(403, 'The principal does not have the action Microsoft.EventGrid/events/send/action.');
    }
    if (c.req.query('api-version') !== API_VERSION) return refusal(400, 'The api-version is not supported.');
    const checked = checkPublish(inputSchema, c.req.header('content-type') ?? '', await c.req.text());
    if (!checked.ok) return refusal(checked.status, checked.message);
    for (const event of checked.events) {
      events.push(event);
      onEvent?.(event);
    }
    return c.body(null, 200);
  });

  const server = await serveHttps(app.fetch, options);
  return {
    endpoint: `${server.url}/api/events`,
    certificatePem: server.certificatePem,
    events: () => events,
    failNext(requests, status) {
      failures = Array.from({ length: requests }, () => status);
    },
    close: server.close,
  };
}

/** The form of the errors of the service. */
function refusal(status: number, message: string): Response {
  const code = { 400: 'BadRequest', 401: 'Unauthorized', 403: 'Forbidden', 413: 'PayloadTooLarge' }[status] ?? 'Failed';
  return Response.json({ error: { code, message, details: [{ code: 'InputJsonInvalid', message }] } }, { status });
}
