import { EventGridPublisherClient } from '@azure/eventgrid';
import { HTTP } from 'cloudevents';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { MAX_BYTES } from '../../../../local/azure/event-grid/check-publish.ts';
import { type LocalTopic, startTopic, type TopicOptions } from '../../../../local/azure/event-grid/start-topic.ts';
import { mintToken } from '../../../../local/azure/identity/token.ts';
import { BOT, PERSON } from '../../../../local/demo/world.ts';
import { createEventPublisher } from '../../../../shared/azure/event-publisher.ts';
import { trustedCertificate } from '../../../support/certificate.ts';
import { EVENTS } from '../../../support/event-examples.ts';
import { must } from '../../../support/facts.ts';

const tokenOf = ({ objectId: oid, appId: appid, tenantId: tid }: typeof BOT, aud = 'https://eventgrid.azure.net') =>
  mintToken({ aud, oid, appid, tid }, new Date());
const credentialOf = (token: string) => ({ getToken: async () => ({ token, expiresOnTimestamp: Date.now() + 1e7 }) });

let topic: LocalTopic;
let certificate: Awaited<ReturnType<typeof trustedCertificate>>;

beforeAll(async () => {
  certificate = await trustedCertificate();
});
afterEach(() => topic.close());

async function start(options: Partial<TopicOptions> = {}): Promise<void> {
  topic = await startTopic({ senders: [BOT.objectId], certificate, ...options });
}

const post = (body: string, contentType: string, token = tokenOf(BOT)) =>
  fetch(`${topic.endpoint}?api-version=2018-01-01`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': contentType },
    body,
  });

describe('a topic takes what the publisher of the SDK sends', () => {
  test('in the CloudEvents schema, and each event is one for the SDK of the CloudEvents project', async () => {
    await start();
    const publisher = createEventPublisher({
      endpoint: topic.endpoint,
      credential: credentialOf(tokenOf(BOT)),
      version: '0',
    });
    expect(await publisher.send(EVENTS)).toEqual({ status: 'accepted' });
    expect(topic.events()).toHaveLength(EVENTS.length);
    for (const [index, event] of EVENTS.entries()) {
      const headers = { 'content-type': 'application/cloudevents+json' };
      const read = HTTP.toEvent({ headers, body: JSON.stringify(topic.events()[index]) });
      expect(read).toMatchObject({ ...event, specversion: '1.0', datacontenttype: 'application/json' });
    }
  });

  test('in the schema of Event Grid', async () => {
    await start({ inputSchema: 'EventGridSchema' });
    const client = new EventGridPublisherClient(topic.endpoint, 'EventGrid', credentialOf(tokenOf(BOT)));
    await client.send([{ eventType: 'T', subject: 's', dataVersion: '1', data: { a: 1 } }]);
    expect(topic.events()).toMatchObject([{ eventType: 'T', subject: 's', data: { a: 1 } }]);
  });
});

describe('a topic refuses', () => {
  const good = { specversion: '1.0', id: '1', source: 's', type: 't', data: {} };
  const BATCH = 'application/cloudevents-batch+json; charset=utf-8';

  test.each<[string, () => Promise<Response>, number]>([
    ['no token', () => post(JSON.stringify([good]), BATCH, ''), 401],
    [
      'a token for another service',
      () => post(JSON.stringify([good]), BATCH, tokenOf(BOT, 'https://vault.azure.net')),
      401,
    ],
    ['a sender without the role', () => post(JSON.stringify([good]), BATCH, tokenOf(PERSON)), 403],
    ['another schema', () => post(JSON.stringify([good]), 'application/json'), 400],
    ['what is no JSON', () => post('[', BATCH), 400],
    ['one event where a batch is announced', () => post(JSON.stringify(good), BATCH), 400],
    ['a batch with one wrong event', () => post(JSON.stringify([good, { ...good, source: '' }]), BATCH), 400],
    ['another version of CloudEvents', () => post(JSON.stringify([{ ...good, specversion: '0.3' }]), BATCH), 400],
    ['a time that is none', () => post(JSON.stringify([{ ...good, time: 'today' }]), BATCH), 400],
    ['capitals in a name', () => post(JSON.stringify([{ ...good, traceParent: 'x' }]), BATCH), 400],
    ['data in both forms', () => post(JSON.stringify([{ ...good, data_base64: 'eA==' }]), BATCH), 400],
    ['more than 1 MB', () => post(JSON.stringify([{ ...good, data: 'x'.repeat(MAX_BYTES) }]), BATCH), 413],
  ])('%s', async (_, send, status) => {
    await start();
    expect((await send()).status).toBe(status);
    expect(topic.events()).toEqual([]);
    expect((await post(JSON.stringify([good, good]), BATCH)).status).toBe(200);
    expect(topic.events()).toHaveLength(2);
  });
});

describe('the publisher', () => {
  const publisherFor = (token: string) =>
    createEventPublisher({ endpoint: topic.endpoint, credential: credentialOf(token), version: '0' });

  test.each([
    [400, false],
    [413, false],
    [401, true],
    [403, true],
    [404, true],
    [429, true],
    [503, true],
  ])('takes an answer of %d as one to retry: %s', async (status, retry) => {
    await start();
    // The SDK asks again with another token after a 401.
    topic.failNext(2, status);
    expect(await publisherFor(tokenOf(BOT)).send([must(EVENTS[0])])).toEqual({
      status: 'failed',
      retry,
      why: `HTTP ${status}`,
    });
  });

  test('a topic without the role says so, and nothing of the token is in the reason', async () => {
    await start({ senders: [] });
    const delivery = await publisherFor(tokenOf(BOT)).send([must(EVENTS[0])]);
    expect(delivery).toEqual({ status: 'failed', retry: true, why: 'HTTP 403' });
  });

  test('a topic that cannot be reached is tried again', async () => {
    await start();
    const { endpoint } = topic;
    await topic.close();
    const publisher = createEventPublisher({ endpoint, credential: credentialOf(tokenOf(BOT)), version: '0' });
    expect(await publisher.send([must(EVENTS[0])])).toMatchObject({ status: 'failed', retry: true });
    await start();
  });
});
