import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Cloud } from '../../../shared/azure/clouds.ts';
import { createArm } from '../../../shared/azure/create-arm.ts';
import type { Stopwatch } from '../../../shared/azure/step-time.ts';
import type { SentRequest } from '../../../shared/azure/wire.ts';
import { systemClock } from '../../../shared/lib/clock.ts';
import { trustedCertificate } from '../certificate.ts';

/** The outcome of one request: an answer, a broken connection, or nothing at all. */
export type Reply =
  | {
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      /** Sent as JSON; text and bytes are sent as they are. */
      readonly body?: unknown;
    }
  | 'reset'
  | 'silence';

export interface Received {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
}

export type StubArm = Awaited<ReturnType<typeof startStubArm>>;

/**
 * A Resource Manager that says what it is asked to, over real https: for faults that no working
 * Azure can be brought to make.
 */
export async function startStubArm() {
  const replies: Reply[] = [];
  const received: Received[] = [];
  const { certificatePem: cert, privateKeyPem: key } = await trustedCertificate();
  const server = createServer({ cert, key }, async (request, response) => {
    received.push(await readRequest(request));
    send(
      replies.shift() ?? { status: 500, body: { error: { code: 'NoReplyLeft', message: 'no reply left' } } },
      response,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const origin = `https://localhost:${(server.address() as AddressInfo).port}`;

  return {
    origin,
    received,
    /** Queues what to do with the next requests and forgets the earlier ones. */
    willReply(...next: readonly Reply[]): void {
      replies.splice(0, replies.length, ...next);
      received.length = 0;
    },
    close(): Promise<void> {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

export interface TestArmOptions {
  /** The token to send, or what there is in its place. */
  readonly token?: string | (() => Promise<string>);
  readonly requestTimeoutMs?: number;
  readonly onRequest?: (request: SentRequest) => void;
  readonly stopwatch?: Stopwatch;
}

/** The product's own clients against a Resource Manager at this address. */
export function armAt(origin: string, { token = 'a-token', ...options }: TestArmOptions = {}) {
  const expiresOnTimestamp = Date.now() + 3_600_000;
  return createArm({
    cloud: cloudAt(origin),
    credential: {
      getToken: async () => ({ token: typeof token === 'string' ? token : await token(), expiresOnTimestamp }),
    },
    clock: systemClock,
    version: '0.0.0-test',
    pausesMs: [5, 10],
    ...options,
  });
}

export function cloudAt(origin: string): Cloud {
  return {
    resourceManager: origin,
    authority: origin,
    audience: 'https://management.azure.com',
    blobSuffix: 'localhost',
  };
}

async function readRequest(request: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString('utf8');
  return {
    method: request.method ?? '',
    path: request.url ?? '',
    headers: request.headers,
    body: text === '' ? undefined : JSON.parse(text),
  };
}

function send(reply: Reply, response: ServerResponse): void {
  if (reply === 'silence') return;
  if (reply === 'reset') {
    response.destroy();
    return;
  }
  const { status, headers = {}, body } = reply;
  if (body instanceof Uint8Array) {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(body);
    return;
  }
  const json = typeof body !== 'string';
  response.writeHead(status, { 'content-type': json ? 'application/json' : 'text/html', ...headers });
  response.end(body === undefined ? undefined : json ? JSON.stringify(body) : body);
}
