import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { type AddressInfo, connect } from 'node:net';
import type { Browser, Page, Request } from 'playwright-core';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { type LocalTeams, startTeams } from '../../../../local/azure/teams/start-teams.ts';
import { startBrowser } from '../../../support/browser.ts';
import { cardsWith } from '../../../support/card-examples.ts';
import { LIMIT_MS } from '../../../support/limit.ts';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const HOSTILE = '</script><img src=x onerror="globalThis.taken = true">';

let started: Promise<Browser> | undefined;
let teams: LocalTeams;
beforeEach(async () => {
  teams = await startTeams({ speed: 1000 });
});
afterEach(() => teams.close());
afterAll(async () => {
  await (await started?.catch(() => undefined))?.close();
});

async function openPage(): Promise<{ page: Page; troubles: string[] }> {
  started ??= startBrowser();
  const page = await (await started).newPage();
  page.setDefaultTimeout(LIMIT_MS);
  const troubles: string[] = [];
  page.on('console', (message) => void (message.type() === 'error' && troubles.push(message.text())));
  page.on('pageerror', (error) => void troubles.push(error.message));
  await page.goto(teams.cardsUrl);
  return { page, troubles };
}

async function post(content: object): Promise<void> {
  const attachments = [{ contentType: 'application/vnd.microsoft.card.adaptive', content }];
  const body = JSON.stringify({ type: 'message', attachments });
  expect((await fetch(teams.url, { method: 'POST', body })).status).toBe(202);
}

const card = (...body: readonly object[]) => ({ type: 'AdaptiveCard', version: '1.4', body });

test('cards of every kind are drawn as people see them, the newest first, and the page follows', async () => {
  const { page, troubles } = await openPage();
  await expect.poll(() => page.locator('#status').textContent()).toBe('No cards yet');
  const messages = cardsWith({
    name: 'aks-shop',
    message: HOSTILE,
    steps: [`az aks show ${HOSTILE}`],
    action: HOSTILE,
    many: 2,
  });
  const kinds = Object.values(messages);
  expect(kinds.length).toBeGreaterThan(5);
  for (const { attachments } of kinds) await post(attachments[0].content);

  await expect.poll(() => page.locator('#posts > li').count()).toBe(kinds.length);
  expect(await page.locator('#status').textContent()).toBe(`${kinds.length} cards`);
  const shown = await page.locator('.card').allInnerTexts();
  const first = kinds.at(-1)?.attachments[0].content.body[0];
  expect(first?.type === 'RichTextBlock' && shown[0]?.startsWith(first.inlines[0]?.text ?? '?')).toBe(true);
  // Letter by letter, as text.
  expect(shown.join('\n')).toContain(HOSTILE);
  expect(shown.join('\n')).not.toContain('<at>');
  expect(await page.evaluate('globalThis.taken')).toBe(undefined);

  await page.evaluate(readFileSync(AXE, 'utf8'));
  const { violations } = (await page.evaluate('axe.run()')) as {
    violations: { id: string; nodes: { html: string }[] }[];
  };
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual([]);
  expect(troubles).toEqual([]);
});

test('a card opens no script and loads nothing from elsewhere', async () => {
  let asked = 0;
  const elsewhere = createServer((_request, response) => {
    asked++;
    response.end();
  }).listen(0, '127.0.0.1');
  await once(elsewhere, 'listening');
  const { port } = elsewhere.address() as AddressInfo;
  const { page, troubles } = await openPage();
  const url = `http://127.0.0.1:${port}/tracker.png`;
  const isIt = (request: Request) => request.url() === url;
  const ended = Promise.race([page.waitForEvent('requestfailed', isIt), page.waitForEvent('requestfinished', isIt)]);
  await post({
    ...card({ type: 'Image', url }, { type: 'TextBlock', text: HOSTILE }),
    actions: [{ type: 'Action.OpenUrl', title: 'Open', url: 'javascript:globalThis.taken=true' }],
  });
  await page.getByRole('link', { name: 'Open' }).click();
  expect(await page.evaluate('globalThis.taken')).toBe(undefined);
  expect(page.context().pages()).toHaveLength(1);
  expect(await page.locator('.card').textContent()).toContain(HOSTILE);
  await ended;
  expect(asked).toBe(0);
  expect(troubles).toContainEqual(expect.stringContaining('Content Security Policy'));
  elsewhere.close();
});

test('why a message did not become a card is on the page', async () => {
  await post({ ...card(), version: '1.5' });
  const { page } = await openPage();
  await expect.poll(() => page.locator('#failed-runs').textContent()).toContain('1.5 is newer');
});

// Browsers open connections before they need them.
test('the channel closes although a connection has not asked for anything yet', async () => {
  const own = await startTeams({ speed: 1000 });
  const socket = connect(Number(new URL(own.url).port), '127.0.0.1');
  await once(socket, 'connect');
  const closed = once(socket, 'close');
  await own.close();
  await closed;
});

test.each(['/cards', '/cards?key=guessed', '/cards/posts', '/cards/posts?key=guessed'])(
  '%s opens nothing',
  async (path) => {
    expect((await fetch(new URL(path, teams.cardsUrl))).status).toBe(401);
  },
);

test.each(['/cards/page.ts', '/cards/__proto__', '/cards/..%2Fpage.js'])('%s is not found', async (path) => {
  expect((await fetch(new URL(path, teams.cardsUrl))).status).toBe(404);
});
