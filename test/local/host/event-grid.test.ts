import { afterAll, beforeAll, expect, test } from 'vitest';
import { type HostChild, spawnHost } from './host-child.ts';

let host: HostChild;

beforeAll(async () => {
  host = await spawnHost({ root: 'test/local/host/fixtures/web' });
});
afterAll(() => host.stop());

interface Delivery {
  readonly body?: unknown;
  readonly type?: string;
  readonly name?: string;
  readonly key?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

function deliver({
  body = [],
  type,
  name = 'arrived',
  key,
  method = 'POST',
  headers = {},
}: Delivery): Promise<Response> {
  const query = new URLSearchParams({ functionName: name, code: key ?? host.keys.eventGrid });
  return fetch(`${host.url}/runtime/webhooks/EventGrid?${query}`, {
    method,
    headers: { ...(type !== undefined && { 'aeg-event-type': type }), ...headers },
    ...(method === 'POST' && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
}

const event = (id: string, data: object = {}) => ({ id, subject: '/s', eventType: 'T', data, dataVersion: '2' });
const cloudEvent = (id: string, data: object = {}) => ({ id, specversion: '1.0', type: 'T', source: '/s', data });
const idsOf = (said: readonly unknown[]) => (said as { event: { id: string } }[]).map(({ event: { id } }) => id);

test('the events of a delivery reach the function one by one and side by side', async () => {
  const response = await deliver({ type: 'Notification', body: [event('a1', { x: 1 }), event('a2'), event('a3')] });
  expect([response.status, await response.text()]).toEqual([202, '']);
  const said = host.said('arrived') as { event: { id: string }; running: number; metadata: object }[];
  expect(idsOf(said).sort()).toEqual(['a1', 'a2', 'a3']);
  expect(Math.max(...said.map(({ running }) => running))).toBe(3);
  expect(said.find((one) => one.event.id === 'a1')).toMatchObject({
    event: event('a1', { x: 1 }),
    metadata: { data: { x: 1 } },
  });
});

test('a CloudEvent alone is a delivery too', async () => {
  expect((await deliver({ type: 'Notification', body: cloudEvent('c1') })).status).toBe(202);
  expect(idsOf(host.said('arrived'))).toContain('c1');
});

test('one event that fails has the whole delivery fail, after all events ran', async () => {
  const response = await deliver({
    type: 'notification',
    body: [event('f1'), event('f2', { fail: true }), event('f3')],
  });
  expect(response.status).toBe(500);
  expect(idsOf(host.said('arrived'))).toEqual(expect.arrayContaining(['f1', 'f2', 'f3']));
});

test.each([
  ['an Event Grid event', [event('v', { validationCode: 'c0de', validationUrl: 'https://x' })]],
  ['a CloudEvent', cloudEvent('v', { validationCode: 'c0de' })],
  ['a CloudEvent with its data as text', { ...cloudEvent('v'), data: JSON.stringify({ validationCode: 'c0de' }) }],
])('the handshake by %s is answered with its code', async (_, body) => {
  const response = await deliver({ type: 'SubscriptionValidation', body });
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ validationResponse: 'c0de' });
});

test('the handshake of CloudEvents is answered', async () => {
  const response = await deliver({ method: 'OPTIONS', headers: { 'WebHook-Request-Origin': 'eventgrid.azure.net' } });
  expect(response.status).toBe(200);
  expect(response.headers.get('webhook-allowed-origin')).toBe('eventgrid.azure.net');
  expect(response.headers.get('webhook-allowed-rate')).toBe('*');
});

test.each<[string, Delivery, number]>([
  ['an unknown function', { name: 'nobody', type: 'Notification' }, 404],
  ['a function with another trigger', { name: 'echo', type: 'Notification' }, 404],
  ['a wrong key, for any function', { name: 'nobody', key: 'wrong', type: 'Notification' }, 401],
  ['an OPTIONS without an origin', { method: 'OPTIONS' }, 400],
  ['the end of a subscription', { type: 'Unsubscribe' }, 202],
  ['another type of delivery', { type: 'SubscriptionDeletion' }, 400],
  ['no type of delivery', {}, 400],
  ['a delivery that is no JSON', { type: 'Notification', body: '{' }, 500],
  ['a delivery that is no event', { type: 'Notification', body: '"text"' }, 500],
  ['a handshake without a code', { type: 'SubscriptionValidation', body: [event('v')] }, 500],
])('%s is answered with its status', async (_, delivery, status) => {
  expect((await deliver(delivery)).status).toBe(status);
});

test('the address takes the master key, in small letters too, and no other extension is there', async () => {
  const post = (path: string) =>
    fetch(`${host.url}/runtime/webhooks/${path}?functionName=arrived&code=${host.keys.master}`, {
      method: 'POST',
      headers: { 'aeg-event-type': 'Notification' },
      body: '[]',
    });
  expect((await post('eventgrid')).status).toBe(202);
  expect((await post('blobs')).status).toBe(404);
});
