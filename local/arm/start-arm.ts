import { randomUUID } from 'node:crypto';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { generate } from 'selfsigned';
import type { Azure, SubscriptionOptions } from './azure.ts';
import { createEventGrid, type EventSubscription } from './events/event-grid.ts';
import { createApp } from './server/app.ts';
import { createRecorder } from './server/recorder.ts';
import { createRealTimeline, type Timeline } from './timeline.ts';

export interface ArmOptions {
  readonly subscriptions: readonly SubscriptionOptions[];
  /** A free one when left out. */
  readonly port?: number;
  /** How many times faster than Azure; 60 when left out. */
  readonly speed?: number;
  readonly recordTo?: string;
  readonly timeline?: Timeline;
  /** Of everything that is left to chance. */
  readonly seed?: number;
  /** From 0 to 1. */
  readonly duplicateEvents?: number;
  /** Items on one page of a list; 100 when left out. */
  readonly pageSize?: number;
}

export interface LocalArm {
  readonly url: string;
  readonly certificatePem: string;
  subscribe(subscription: EventSubscription): Promise<void>;
  close(): Promise<void>;
}

/** Starts a Resource Manager of one's own, over https with a certificate made now. */
export async function startArm(options: ArmOptions): Promise<LocalArm> {
  const real = options.timeline === undefined ? createRealTimeline() : undefined;
  const timeline = options.timeline ?? real;
  if (timeline === undefined) throw new Error('There is always a timeline.');
  const random = seededRandom(options.seed ?? 1);
  const grid = createEventGrid(options.duplicateEvents ?? 0.2, random);
  // A name of its own for each certificate: a client that trusts two of one name takes the first for both.
  const { cert, private: key } = await generate(
    [{ name: 'commonName', value: `Backstay local Azure ${randomUUID()}` }],
    {
      keySize: 2048,
      algorithm: 'sha256',
      extensions: [
        { name: 'basicConstraints', cA: true },
        {
          name: 'subjectAltName',
          altNames: [
            { type: 7, ip: '127.0.0.1' },
            { type: 2, value: 'localhost' },
          ],
        },
      ],
    },
  );

  const server = createServer({ cert, key });
  await new Promise<void>((listening, failed) => {
    server.once('error', failed);
    server.listen(options.port ?? 0, '127.0.0.1', listening);
  });
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const azure: Azure = {
    timeline,
    speed: options.speed ?? 60,
    origin: url,
    subscriptions: new Map(options.subscriptions.map((one) => [one.id.toLowerCase(), one])),
    resources: new Map(),
    operations: new Map(),
    principals: new Map(),
    registrations: new Map(),
    pageSize: options.pageSize ?? 100,
    random,
    emit: (event) => grid.publish(azure, event),
  };
  const recorder = options.recordTo === undefined ? undefined : createRecorder(options.recordTo);
  server.on('request', getRequestListener(createApp(azure, recorder).fetch));

  return {
    url,
    certificatePem: cert,
    subscribe: (subscription) => grid.subscribe(subscription),
    close() {
      real?.close();
      server.closeAllConnections();
      return new Promise((closed) => server.close(() => closed()));
    },
  };
}

/** Mulberry32: small, and the same for the same seed. */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
