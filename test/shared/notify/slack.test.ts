import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSlackConsumer } from '../../../shared/notify/slack.ts';
import { cardsWith } from '../../support/card-examples.ts';
import { must } from '../../support/facts.ts';
import { type Answer, startReceiver } from '../../support/receiver.ts';
import { slackSchema } from '../../support/slack-schema.ts';

const CARD = must(cardsWith({ name: 'shop', message: 'm', steps: ['s'], action: 'a', many: 1 })['needs-person']);

let slack: Awaited<ReturnType<typeof startReceiver>>;
let answer: Answer;

beforeEach(async () => {
  answer = { status: 200, body: 'ok' };
  slack = await startReceiver(({ body }) =>
    slackSchema.safeParse(JSON.parse(body)).success ? answer : { status: 400, body: 'invalid_blocks' },
  );
});
afterEach(() => slack.close());

const consumer = () =>
  createSlackConsumer({ webhook: `${slack.origin}/services/T0/B0/SECRET`, allowedHosts: [slack.host] });

test('a card arrives in the form of Slack', async () => {
  expect(await consumer().send([CARD])).toEqual({ status: 'accepted' });
  expect(slack.received).toMatchObject([{ method: 'POST', path: '/services/T0/B0/SECRET' }]);
});

test.each<[Answer, object]>([
  [
    { status: 404, body: 'no_service' },
    { status: 'failed', retry: false, why: 'HTTP 404' },
  ],
  [
    { status: 403, body: 'action_prohibited' },
    { status: 'failed', retry: false, why: 'HTTP 403' },
  ],
  [
    { status: 429, headers: { 'retry-after': '30' } },
    { status: 'failed', retry: true, why: 'HTTP 429', retryAfterSeconds: 30 },
  ],
  [{ status: 500 }, { status: 'failed', retry: true, why: 'HTTP 500' }],
  [
    { status: 302, headers: { location: 'http://169.254.169.254/' } },
    { status: 'failed', retry: false, why: 'HTTP 302' },
  ],
])('an answer of Slack: %j', async (given, delivery) => {
  answer = given;
  expect(await consumer().send([CARD])).toEqual(delivery);
  expect(slack.received).toHaveLength(1);
});

test.each([
  ['https://hooks.slack.com/services/T0/B0/SECRET', true],
  ['http://hooks.slack.com/services/T0/B0/SECRET', false],
  ['https://hooks.slack.com.evil.example/SECRET', false],
  ['https://hooks.slack.com@evil.example/SECRET', false],
])('messages may go to %s: %s', (webhook, allowed) => {
  const make = () => createSlackConsumer({ webhook, allowedHosts: ['hooks.slack.com'] });
  if (allowed) expect(make).not.toThrow();
  else expect(make).toThrow(/^(?!.*SECRET).*BACKSTAY_SLACK_HOSTS/s);
});

test('while its Key Vault reference is not resolved nothing is sent', async () => {
  const webhook = '@Microsoft.KeyVault(SecretUri=https://x.vault.azure.net/secrets/slack-webhook)';
  expect(await createSlackConsumer({ webhook, allowedHosts: [] }).send([CARD])).toMatchObject({
    retry: true,
    why: 'KeyVaultReferenceNotResolved',
  });
});
