import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CardMessage } from '../../../shared/notify/cards/elements.ts';
import { createTeamsConsumer } from '../../../shared/notify/teams.ts';

const CARD: CardMessage = {
  type: 'message',
  attachments: [
    {
      contentType: 'application/vnd.microsoft.card.adaptive',
      contentUrl: null,
      content: {
        $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
        type: 'AdaptiveCard',
        version: '1.4',
        fallbackText: 'x',
        body: [],
      },
    },
  ],
};

let server: Server;
let host: string;
let answer: { status: number; headers?: Record<string, string> };
let received: { request: IncomingMessage; body: string }[];

beforeEach(async () => {
  received = [];
  answer = { status: 202 };
  server = createServer(async (request, response) => {
    received.push({ request, body: await text(request) });
    response.writeHead(answer.status, answer.headers).end();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(() => new Promise((closed) => server.close(closed)));

const consumer = () => createTeamsConsumer({ webhook: `http://${host}/workflow?sig=SECRET`, allowedHosts: [host] });

test('posts the card as JSON, and takes 202 as taken on', async () => {
  expect(await consumer().send([CARD])).toEqual({ status: 'accepted' });
  expect(received[0]?.request.headers['content-type']).toBe('application/json');
  expect(JSON.parse(received[0]?.body ?? '')).toEqual(CARD);
});

test.each([
  [400, {}, { status: 'failed', retry: false, why: 'HTTP 400' }],
  [404, {}, { status: 'failed', retry: false, why: 'HTTP 404' }],
  [413, {}, { status: 'failed', retry: false, why: 'HTTP 413' }],
  [429, { 'retry-after': '30' }, { status: 'failed', retry: true, why: 'HTTP 429', retryAfterSeconds: 30 }],
  [503, {}, { status: 'failed', retry: true, why: 'HTTP 503' }],
])('an answer of %d', async (status, headers, told) => {
  answer = { status, headers };
  expect(await consumer().send([CARD])).toEqual(told);
});

test('a redirect is not followed, and its address not shown', async () => {
  answer = { status: 302, headers: { location: `http://${host}/elsewhere` } };
  const told = await consumer().send([CARD]);
  expect(told).toEqual({ status: 'failed', retry: false, why: 'HTTP 302' });
  expect(received).toHaveLength(1);
  expect(JSON.stringify(told)).not.toContain(host);
});

test('no server there: to be tried again, and the secret is not shown', async () => {
  const told = await createTeamsConsumer({
    webhook: 'http://127.0.0.1:9/x?sig=SECRET',
    allowedHosts: ['127.0.0.1:9'],
  }).send([CARD]);
  expect(told).toMatchObject({ status: 'failed', retry: true });
  expect(JSON.stringify(told)).not.toContain('SECRET');
});

test.each([
  ['https://prod.westeurope.environment.api.powerplatform.com:443/powerautomate/x', ['.api.powerplatform.com'], true],
  ['https://tenant.cards.example/x', ['cards.example'], false],
  ['https://cards.example/x', ['cards.example'], true],
  ['http://cards.example/x', ['cards.example'], false],
  ['https://api.powerplatform.com.evil.example/x', ['.api.powerplatform.com'], false],
  ['https://evil.example/.api.powerplatform.com', ['.api.powerplatform.com'], false],
  ['https://x.logic.azure.com@evil.example/x', ['.logic.azure.com'], false],
  ['https://name:word@x.logic.azure.com/x', ['.logic.azure.com'], false],
  ['https://x.logic.azure.com./x', ['.logic.azure.com'], false],
  ['https://x.logic.azure.com:8443/x', ['.logic.azure.com'], false],
  ['https://X.LOGIC.AZURE.COM/x', ['.logic.azure.com'], true],
  ['https://x.logic.azure.c\u043em/x', ['.logic.azure.com'], false],
  ['https://x\u3002logic.azure.com/x', ['.logic.azure.com'], true],
  ['https://2130706433/x', ['.logic.azure.com'], false],
  ['https://[::1]/x', ['.logic.azure.com'], false],
  ['https://evil.example./x', ['.'], false],
  ['https://evillogic.azure.com/x', ['.logic.azure.com'], false],
  ['https://evil.example\\@x.logic.azure.com/x', ['.logic.azure.com'], false],
  ['http://127.0.0.1:7072/x', ['127.0.0.1:7072'], true],
  ['http://127.0.0.1:7073/x', ['127.0.0.1:7072'], false],
])('%s among %s: %s', (webhook, allowedHosts, allowed) => {
  const make = () => createTeamsConsumer({ webhook: `${webhook}?sig=SECRET`, allowedHosts });
  if (allowed) expect(make).not.toThrow();
  else expect(make).toThrow(/BACKSTAY_TEAMS_HOSTS/);
});

test('while its Key Vault reference is not resolved nothing is sent, and the card is tried again', async () => {
  const webhook = '@Microsoft.KeyVault(SecretUri=https://x.vault.azure.net/secrets/teams-webhook)';
  expect(await createTeamsConsumer({ webhook, allowedHosts: [] }).send([CARD])).toEqual({
    status: 'failed',
    retry: true,
    why: 'KeyVaultReferenceNotResolved',
  });
});
