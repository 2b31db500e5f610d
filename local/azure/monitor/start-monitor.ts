import { randomUUID } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { Hono } from 'hono';
import { readToken } from '../identity/token.ts';
import { serveHttps } from '../serve-https.ts';

/** One item of telemetry, as far as it is used here. */
export interface Envelope {
  readonly name: string;
  readonly time: string;
  readonly sampleRate?: number;
  /** `ai.operation.id` is the id of the trace. */
  readonly tags: Readonly<Record<string, string>>;
  readonly data: { readonly baseType: string; readonly baseData: EnvelopeData };
}

export interface EnvelopeData {
  readonly name?: string;
  readonly message?: string;
  readonly severityLevel?: string;
  readonly id?: string;
  readonly type?: string;
  readonly success?: boolean;
  readonly resultCode?: string;
  readonly properties?: Readonly<Record<string, string>>;
  readonly metrics?: readonly { readonly name: string; readonly value: number; readonly count?: number }[];
}

/**
 * Stands in for the ingestion endpoint of Application Insights, of a resource that takes no
 * telemetry without a token of Entra.
 */
export interface LocalMonitor {
  readonly connectionString: string;
  /** Clients must trust it: a token is sent by https only. */
  readonly certificatePem: string;
  envelopes(): readonly Envelope[];
  /** Everything as it came, to search it for secrets. */
  text(): string;
  /** Everything that live metrics sent: address, headers and body of each request. */
  live(): string;
  /** Answers the next requests with a status such as 429 or 500. */
  failNext(requests: number, status: number): void;
  /** How many requests were answered with this status. */
  answered(status: number): number;
  close(): Promise<void>;
}

const AUDIENCE = 'https://monitor.azure.com';

/**
 * https://learn.microsoft.com/azure/azure-monitor/app/azure-ad-authentication and the specification
 * of the ingestion API, 2.1
 */
export async function startMonitor(): Promise<LocalMonitor> {
  const envelopes: Envelope[] = [];
  const texts: string[] = [];
  const live: string[] = [];
  const statuses: number[] = [];
  let failures: readonly number[] = [];

  const app = new Hono();
  app.post('/v2.1/track', async (c) => {
    const [failure, ...later] = failures;
    failures = later;
    const text = await bodyOf(c.req.raw);
    const items = itemsIn(text);
    const status = failure ?? (isAllowed(c.req.header('authorization')) ? 200 : 401);
    statuses.push(status);
    if (status !== 200) {
      const errors = items.map((_, index) => ({ index, statusCode: status, message: 'Not taken' }));
      return Response.json({ itemsReceived: items.length, itemsAccepted: 0, errors }, { status });
    }
    texts.push(text);
    envelopes.push(...items);
    return c.json({ itemsReceived: items.length, itemsAccepted: items.length, errors: [] });
  });

  // https://github.com/Azure/azure-sdk-for-js/blob/main/sdk/monitor/monitor-opentelemetry/src/metrics/quickpulse
  app.post('/QuickPulseService.svc/:call', async (c) => {
    const headers = [...c.req.raw.headers].filter(([name]) => name !== 'authorization');
    live.push(`${c.req.url} ${JSON.stringify(Object.fromEntries(headers))} ${await bodyOf(c.req.raw)}`);
    return c.json({}, 200, { 'x-ms-qps-subscribed': 'false' });
  });

  const { url, certificatePem, close } = await serveHttps(app.fetch);
  return {
    // A key of its own: by it the exporter stores unsent data on the disk.
    // Live metrics are asked for at an endpoint of their own, which is not served here.
    connectionString: `InstrumentationKey=${randomUUID()};IngestionEndpoint=${url}/;LiveEndpoint=${url}/`,
    certificatePem,
    envelopes: () => envelopes,
    text: () => texts.join('\n'),
    live: () => live.join('\n'),
    failNext(requests, status) {
      failures = Array.from({ length: requests }, () => status);
    },
    answered: (status) => statuses.filter((one) => one === status).length,
    close,
  };
}

async function bodyOf(request: Request): Promise<string> {
  const bytes = Buffer.from(await request.arrayBuffer());
  return (request.headers.get('content-encoding') === 'gzip' ? gunzipSync(bytes) : bytes).toString();
}

/** An array, or one item a line. */
function itemsIn(text: string): readonly Envelope[] {
  if (text.startsWith('[')) return JSON.parse(text);
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line));
}

function isAllowed(authorization = ''): boolean {
  const token = /^Bearer (.+)$/.exec(authorization)?.[1];
  return token !== undefined && readToken(token)?.aud === AUDIENCE;
}
