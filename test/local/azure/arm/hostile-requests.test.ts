import { request } from 'node:https';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mintToken } from '../../../../local/azure/identity/token.ts';
import { SUBSCRIPTION_ID } from '../../../../local/demo/world.ts';
import { CLUSTER, GROUP_ID, startTestArm, type TestArm } from '../../../support/local-arm.ts';

let azure: TestArm;
let token: string;

beforeAll(async () => {
  azure = await startTestArm({ overNetwork: true });
  await azure.furnish();
  token = mintToken({ aud: 'a', oid: 'o', appid: 'p', tid: 't' }, azure.timeline.now());
});
afterAll(() => azure.arm.close());

/** Sends a path exactly as it is written: `fetch` would tidy it up. */
function sendRaw(method: string, path: string, body = '', headers: Record<string, string> = {}) {
  const { port } = new URL(azure.arm.url);
  const options = { host: '127.0.0.1', port, path, method, headers: { authorization: `Bearer ${token}`, ...headers } };
  return new Promise<{ status: number | undefined; body: { error?: { code: string } } }>((resolve, reject) => {
    const outgoing = request(options, async (response) => {
      const content = await text(response);
      resolve({ status: response.statusCode, body: content === '' ? {} : JSON.parse(content) });
    });
    outgoing.on('error', reject).end(body);
  });
}

const GROUPS = 'api-version=2024-07-01';

test.each([
  ['a path that begins twice', `/${GROUP_ID}?${GROUPS}`, 404, 'InvalidResourceType'],
  ['a path that leads nowhere', `/some/where?${GROUPS}`, 404, 'InvalidResourceType'],
  ['a path that climbs', `/subscriptions/x/..%2f..%2fetc?${GROUPS}`, 400, 'InvalidRequestUri'],
  ['a name with a hidden slash', `${GROUP_ID}%2fproviders%2fx?${GROUPS}`, 400, 'InvalidRequestUri'],
  ['a scope that is encoded', `/subscriptions%2F${SUBSCRIPTION_ID}?${GROUPS}`, 400, 'InvalidRequestUri'],
  ['a broken encoding', '/subscriptions/%zz?api-version=2022-12-01', 404, 'SubscriptionNotFound'],
  ['a name with a zero byte', `${CLUSTER}%00?api-version=2024-05-01`, 404, 'ResourceNotFound'],
  ['a name without end', `${CLUSTER}${'x'.repeat(9_000)}?api-version=2024-05-01`, 404, 'ResourceNotFound'],
  [
    'a skip token of no list',
    `/subscriptions/${SUBSCRIPTION_ID}/resourcegroups?${GROUPS}&$skiptoken=-1`,
    400,
    'InvalidSkipToken',
  ],
])('%s is refused', async (_, path, status, code) => {
  expect(await sendRaw('GET', path)).toMatchObject({ status, body: { error: { code } } });
});

test.each([
  ['no body', '', {}, 400, 'InvalidRequestContent'],
  ['half a body', '{"location":', {}, 400, 'InvalidRequestContent'],
  ['a very deep body', '['.repeat(50_000), {}, 400, 'InvalidRequestContent'],
  ['text', 'location=westeurope', { 'content-type': 'text/plain' }, 415, 'UnsupportedMediaType'],
  ['a location that is none', '{"location":"../x"}', {}, 400, 'InvalidRequestContent'],
  ['tags that are no text', '{"location":"westeurope","tags":{"a":1}}', {}, 400, 'InvalidRequestContent'],
  [
    'five megabytes',
    `{"location":"${'x'.repeat(5_000_000)}"}`,
    { 'content-length': '5000015' },
    413,
    'RequestContentTooLarge',
  ],
])('a group with %s is refused', async (_, body, headers, status, code) => {
  const answer = await sendRaw('PUT', `${GROUP_ID}-new?${GROUPS}`, body, headers);
  expect(answer).toMatchObject({ status, body: { error: { code } } });
});

test('a token of yesterday is refused', async () => {
  const expired = mintToken({ aud: 'a', oid: 'o', appid: 'p', tid: 't' }, azure.timeline.now(), -1);
  const answer = await azure.send('GET', CLUSTER, undefined, { headers: { authorization: `Bearer ${expired}` } });
  expect(answer).toMatchObject({ status: 401, body: { error: { code: 'AuthenticationFailed' } } });
});

test('after all this it still answers', async () => {
  expect((await azure.send('GET', CLUSTER)).status).toBe(200);
});
