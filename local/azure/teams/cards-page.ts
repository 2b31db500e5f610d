import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Hono } from 'hono';
import type { Card } from './check-message.ts';
import { hostConfig } from './host-config.ts';

export interface Channel {
  cards(): readonly { readonly card: Card; readonly at: Date }[];
  failedRuns(): readonly string[];
}

/** Microsoft's own renderer, as a browser takes it. */
export const RENDERER = createRequire(import.meta.url).resolve('adaptivecards/dist/adaptivecards.js');
/** Draws a card with the renderer. */
export const DRAW_CARD = join(import.meta.dirname, 'page/draw-card.js');

const FILES: Readonly<Record<string, readonly [type: string, path: string]>> = {
  'adaptivecards.js': ['text/javascript', RENDERER],
  'draw-card.js': ['text/javascript', DRAW_CARD],
  'page.js': ['text/javascript', join(import.meta.dirname, 'page/page.js')],
  'page.css': ['text/css', join(import.meta.dirname, 'page/page.css')],
};

/** Cards are strangers' text: nothing in one runs, and nothing is loaded from elsewhere. */
const HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-store',
};

/**
 * Adds the page that shows the channel as people see it. @returns the path of the page, with the
 * key that opens it.
 */
export function addCardsPage(app: Hono, channel: Channel): string {
  const key = randomBytes(16).toString('base64url');
  app.use('/cards/*', async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(HEADERS)) c.header(name, value);
  });
  // Without a key, any page in the same browser could read the cards by a name that leads to this
  // machine.
  app.get('/cards', (c) => {
    if (c.req.query('key') !== key) return c.text('The address needs its key, as npm start prints it.', 401);
    return c.html(readFileSync(join(import.meta.dirname, 'page/index.html'), 'utf8'));
  });
  app.get('/cards/posts', (c) => {
    if (c.req.query('key') !== key) return c.text('The address needs its key, as npm start prints it.', 401);
    return c.json({ hostConfig, cards: channel.cards(), failedRuns: channel.failedRuns() });
  });
  app.get('/cards/:file', (c) => {
    const file = Object.hasOwn(FILES, c.req.param('file')) ? FILES[c.req.param('file')] : undefined;
    if (file === undefined) return c.notFound();
    const [type, path] = file;
    return c.body(readFileSync(path, 'utf8'), 200, { 'Content-Type': `${type}; charset=utf-8` });
  });
  return `/cards?key=${key}`;
}
