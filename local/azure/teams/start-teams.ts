import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { closeServer } from '../close-server.ts';
import { addCardsPage } from './cards-page.ts';
import { type Card, checkMessage } from './check-message.ts';
import { createRateLimit } from './rate-limit.ts';

export interface TeamsOptions {
  /** A free one when left out. */
  readonly port?: number;
  /** Divides the second that the rate limit counts in. */
  readonly speed?: number;
  readonly onCard?: (card: Card) => void;
}

/**
 * Stands in for a Teams channel with the workflow "Post to a channel when a webhook request is
 * received".
 */
export interface LocalTeams {
  /** Address of the webhook. Its holder may post, as in Azure; its `sig` is new with each start. */
  readonly url: string;
  /** Address of a page that shows the cards as people see them. */
  readonly cardsUrl: string;
  cards(): readonly Card[];
  /**
   * Why messages that were accepted did not become a card; in Azure this stands in the run history
   * of the flow only.
   */
  failedRuns(): readonly string[];
  /** Answers the next requests with an HTTP status such as 500. */
  failNext(requests: number, status: number): void;
  close(): Promise<void>;
}

/**
 * https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using
 */
const LARGEST_BYTES = 28 * 1024;
const MAX_PER_SECOND = 4;

export async function startTeams({ port = 0, speed = 1, onCard }: TeamsOptions = {}): Promise<LocalTeams> {
  const posts: { readonly card: Card; readonly at: Date }[] = [];
  const failedRuns: string[] = [];
  let failures: readonly number[] = [];
  const sig = randomBytes(32).toString('base64url');
  const rate = createRateLimit(MAX_PER_SECOND, 1000 / speed);

  const app = new Hono();
  app.post('/workflow', async (c) => {
    if (c.req.query('sig') !== sig) return c.json({ error: { code: 'DirectApiAuthorizationRequired' } }, 401);
    const [failure, ...later] = failures;
    failures = later;
    if (failure !== undefined) return new Response(null, { status: failure });
    const waitMs = rate.take(performance.now());
    if (waitMs > 0) return c.body(null, 429, { 'Retry-After': String(Math.ceil(waitMs / 1000)) });

    const text = await c.req.text();
    if (Buffer.byteLength(text) > LARGEST_BYTES) return c.text('Request Entity too large', 413);
    const message = parseJson(text);
    if (message === undefined) return c.json({ error: { code: 'InvalidRequestContent' } }, 400);

    // Accepted is not posted: whether it becomes a card, the sender never learns.
    const run = checkMessage(message);
    if (run.status === 'failed') failedRuns.push(run.why);
    else {
      posts.push({ card: run.card, at: new Date() });
      onCard?.(run.card);
    }
    return c.body(null, 202);
  });

  const cardsPath = addCardsPage(app, { cards: () => posts, failedRuns: () => failedRuns });

  const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port });
  await once(server, 'listening');
  const { port: actual } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${actual}/workflow?sig=${sig}`,
    cardsUrl: `http://127.0.0.1:${actual}${cardsPath}`,
    cards: () => posts.map(({ card }) => card),
    failedRuns: () => failedRuns,
    failNext(requests, status) {
      failures = Array.from({ length: requests }, () => status);
    },
    async close() {
      await closeServer(server);
    },
  };
}

/** `undefined` for what is no JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
