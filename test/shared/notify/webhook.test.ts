import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { BackstayEvent } from '../../../shared/events/cloud-event.ts';
import { systemClock } from '../../../shared/lib/clock.ts';
import { createWebhookConsumer } from '../../../shared/notify/webhook.ts';
import { must } from '../../support/facts.ts';
import { type Answer, type Received, startReceiver } from '../../support/receiver.ts';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const EVENT: BackstayEvent = {
  id: 'target-7-VerdictChanged',
  type: 'Backstay.VerdictChanged',
  source: 'https://backstay.example',
  subject: '/subscriptions/x',
  time: '2026-01-01T00:00:00.000Z',
  dataschema: 'x',
  data: {
    cluster: '/subscriptions/x',
    profile: 'standard',
    audit: { sequence: 7, hash: 'h' },
    from: 'Remediating',
    to: 'Ready',
    reason: 'AllSatisfied',
  },
};

let receiver: Awaited<ReturnType<typeof startReceiver>>;
let seen: Set<string>;

/** A receiver as docs/integrations.md describes it. */
function accept({ headers, body }: Received): Answer {
  try {
    new Webhook(SECRET).verify(body, headers);
  } catch {
    return { status: 401 };
  }
  const id = headers['webhook-id'] ?? '';
  if (seen.has(id)) return { status: 200 };
  seen.add(id);
  return { status: 204 };
}

beforeEach(async () => {
  seen = new Set();
  receiver = await startReceiver(accept);
});
afterEach(() => receiver.close());

const consumer = (secret = SECRET, clock = systemClock) =>
  createWebhookConsumer({ address: `${receiver.origin}/hook`, secret, allowedHosts: [receiver.host], clock });

test('an event arrives as a CloudEvent that its receiver can trust', async () => {
  expect(await consumer().send([EVENT])).toEqual({ status: 'accepted' });
  const { headers, body } = must(receiver.received[0]);
  expect(headers['content-type']).toBe('application/cloudevents+json; charset=utf-8');
  expect(JSON.parse(body)).toEqual({ specversion: '1.0', datacontenttype: 'application/json', ...EVENT });
});

test('a repeat has the id of the first, so that the receiver acts once', async () => {
  await consumer().send([EVENT]);
  expect(await consumer().send([EVENT])).toEqual({ status: 'accepted' });
  expect([...seen]).toEqual([EVENT.id]);
});

test.each([
  ['another key', `whsec_${Buffer.alloc(32, 8).toString('base64')}`, systemClock],
  ['a time six minutes ago', SECRET, { now: () => new Date(Date.now() - 6 * 60_000) }],
])('signed with %s, it is refused', async (_, secret, clock) => {
  expect(await consumer(secret, clock).send([EVENT])).toEqual({ status: 'failed', retry: false, why: 'HTTP 401' });
});

test('a recorded message with another body or another time does not pass', async () => {
  await consumer().send([EVENT]);
  const { headers, body } = must(receiver.received[0]);
  const later = String(Number(headers['webhook-timestamp']) + 60);
  expect(accept({ method: 'POST', path: '/', headers, body: body.replace('Ready', 'Failed') }).status).toBe(401);
  expect(accept({ method: 'POST', path: '/', headers: { ...headers, 'webhook-timestamp': later }, body }).status).toBe(
    401,
  );
});

test.each([
  ['https://10.0.0.1/hook', ['.example.com'], false],
  ['https://hooks.example.com/hook', ['.example.com'], true],
  ['http://hooks.example.com/hook', ['.example.com'], false],
])('events may go to %s: %s %s', (address, allowedHosts, allowed) => {
  const make = () => createWebhookConsumer({ address, secret: SECRET, allowedHosts, clock: systemClock });
  if (allowed) expect(make).not.toThrow();
  else expect(make).toThrow(/BACKSTAY_WEBHOOK_HOSTS/);
});

test('while a Key Vault reference is not resolved nothing is sent', async () => {
  const reference = '@Microsoft.KeyVault(SecretUri=https://x.vault.azure.net/secrets/webhook-secret)';
  expect(await consumer(reference).send([EVENT])).toMatchObject({ retry: true, why: 'KeyVaultReferenceNotResolved' });
  expect(receiver.received).toHaveLength(0);
});
