import { afterAll, beforeAll, expect, test } from 'vitest';
import { readToken } from '../../../local/azure/identity/token.ts';
import { until } from '../../support/until.ts';
import { type HostChild, spawnHost } from './host-child.ts';

let host: HostChild;

beforeAll(async () => {
  host = await spawnHost({ root: 'test/local/host/fixtures/web' });
});
afterAll(() => host.stop());

const api = (path: string, init?: RequestInit) => fetch(`${host.url}/api/${path}`, init);

test('a request reaches its function as it was sent, with the values of its route', async () => {
  const response = await api('ECHO/abc/x%2Fy%20z?a=1&a=2&b=', {
    method: 'POST',
    body: 'hello',
    headers: { 'X-Custom': 'Kept' },
  });
  expect(response.status).toBe(201);
  expect(response.headers.get('x-answer')).toBe('yes');
  expect(response.headers.get('set-cookie')).toBe('a=1; Max-Age=60; HttpOnly; SameSite=Lax');
  expect(await response.json()).toMatchObject({
    method: 'POST',
    url: `${host.url}/api/ECHO/abc/x%2Fy%20z?a=1&a=2&b=`,
    params: { kind: 'abc', id: 'x%2Fy z' },
    query: { a: '1,2', b: '' },
    headers: { 'x-custom': 'Kept' },
    body: 'hello',
    functionName: 'echo',
    invocationId: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
});

test('a parameter that was left out is an empty text', async () => {
  const { params } = (await (await api('echo/abc')).json()) as { params: object };
  expect(params).toEqual({ kind: 'abc', id: '' });
});

test('the rest of a path is one parameter', async () => {
  expect(await (await api('files/a/b/c')).json()).toMatchObject({ params: { path: 'a/b/c' } });
});

test('letters go before parameters, in any order of registration', async () => {
  expect(await (await api('echo/exact/one')).text()).toBe('exact');
});

test('bytes come back as bytes', async () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
  const response = await api('bytes', { method: 'POST', body: bytes });
  expect(new Uint8Array(await response.arrayBuffer())).toEqual(bytes);
});

test('a body that is sent in chunks does not arrive, as in Azure', async () => {
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('in chunks'));
      controller.close();
    },
  });
  const response = await api('bytes', { method: 'POST', body, duplex: 'half' });
  expect(await response.text()).toBe('');
});

test('HEAD and OPTIONS reach a function that declares them', async () => {
  const head = await api('echo/abc', { method: 'HEAD' });
  expect([head.status, await head.text()]).toEqual([201, '']);
  expect(await (await api('echo/abc', { method: 'OPTIONS' })).json()).toMatchObject({ method: 'OPTIONS' });
});

test.each([
  ['an unknown path', 'GET', 'elsewhere', 404],
  ['a path outside of the prefix', 'GET', '../plain', 404],
  ['a value that its route does not allow', 'GET', 'echo/123', 404],
  ['a method that was not declared', 'PUT', 'plain', 404],
  ['HEAD that was not declared', 'HEAD', 'plain', 404],
  ['a function that answers nothing', 'GET', 'nothing', 204],
  ['a function that throws', 'GET', 'throws', 500],
  ['a function that takes longer than the functionTimeout', 'GET', 'slow', 500],
  ['a status of its own', 'GET', 'teapot', 418],
  ['a function without its key', 'GET', 'plain', 401],
  ['a wrong key', 'GET', 'plain?code=wrong', 401],
])('%s: %s %s is answered with %i', async (_, method, path, status) => {
  expect((await api(path, { method })).status).toBe(status);
});

test('each level takes its own key and the master key, in the header or the address', async () => {
  const { keys } = host;
  const status = async (path: string, key: string) => [
    (await api(`${path}?code=${key}`)).status,
    (await api(path, { headers: { 'x-functions-key': key } })).status,
  ];
  expect(await status('plain', keys.function)).toEqual([200, 200]);
  expect(await status('plain', keys.master)).toEqual([200, 200]);
  expect(await status('restricted', keys.function)).toEqual([401, 401]);
  expect(await status('restricted', keys.master)).toEqual([200, 200]);
});

test('the trace of a request goes on in its function', async () => {
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const response = await api('echo/abc', { headers: { traceparent, tracestate: 'a=b' } });
  const { traceContext } = (await response.json()) as { traceContext: { traceParent: string; traceState: string } };
  expect(traceContext.traceParent).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01$/);
  expect(traceContext.traceParent).not.toBe(traceparent);
  expect(traceContext.traceState).toBe('a=b');
});

test('hooks run around a function, and may mend what it did', async () => {
  const response = await api('hooked');
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ order: ['before', 'around', 'after'], started: 1, was: 'mended by a hook' });
});

test('the identity of the app is there for the real SDK', async () => {
  const claims = readToken(await (await api('token')).text());
  expect(claims).toMatchObject({ aud: 'https://management.azure.com', oid: expect.stringMatching(/^[0-9a-f-]{36}$/) });
});

test('what a function says goes into the log as it stands, with its level and its invocation', async () => {
  const began = Date.now();
  await api('speaks');
  const lines = host.lines.filter(({ functionName, from }) => functionName === 'speaks' && from === 'function');
  expect(lines.map(({ level, message }) => [level, message])).toEqual([
    ['information', 'plain 1 { two: 2 }'],
    ['information', '{"as":"it stands"}'],
    ['warning', 'careful'],
    ['error', 'bad'],
  ]);
  expect(new Set(lines.map(({ invocationId }) => invocationId)).size).toBe(1);
  expect(Date.parse(lines[0]?.time ?? '')).toBeGreaterThanOrEqual(began);
});

test('why a function failed stands in the log, and not in the answer', async () => {
  expect(await (await api('throws')).text()).toBe('');
  await until(() =>
    expect(host.lines).toContainEqual(
      expect.objectContaining({
        level: 'error',
        functionName: 'throws',
        message: expect.stringContaining('on purpose'),
      }),
    ),
  );
});
