import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Arm } from '../../../shared/ports/arm.ts';
import { armAt, type Reply, type StubArm, startStubArm } from '../../support/azure/stub-arm.ts';

let azure: StubArm;
let arm: Arm;
beforeAll(async () => {
  azure = await startStubArm();
  arm = armAt(azure.origin);
});
afterAll(() => azure.close());

const PATH = '/subscriptions/s/providers/p/operations/1?api-Version=2023-05-01&t=1&c=%2Fx';

test.each<readonly [string, Reply, object]>([
  ['InProgress', { status: 200, body: { status: 'InProgress' } }, { state: 'running' }],
  [
    'Inprogress',
    { status: 200, body: { status: 'Inprogress', endTime: '0001-01-01T00:00:00Z' } },
    { state: 'running' },
  ],
  ['Creating', { status: 200, body: { status: 'Creating', error: {} } }, { state: 'running' }],
  ['Updating', { status: 200, body: { status: 'Updating' } }, { state: 'running' }],
  ['SomethingNew', { status: 200, body: { status: 'SomethingNew' } }, { state: 'running' }],
  ['Succeeded', { status: 200, body: { status: 'Succeeded' } }, { state: 'succeeded' }],
  ['succeeded', { status: 200, body: { status: 'succeeded' } }, { state: 'succeeded' }],
  [
    'Failed',
    { status: 200, body: { status: 'Failed', error: { code: 'ExtensionOperationFailed', message: 'helm' } } },
    { state: 'failed', failure: { class: 'permanent', code: 'ExtensionOperationFailed', message: 'helm' } },
  ],
  [
    'Canceled',
    { status: 200, body: { status: 'Canceled' } },
    { state: 'failed', failure: { code: 'OperationCanceled' } },
  ],
  [
    '202 without a body',
    { status: 202, headers: { 'retry-after': '20' } },
    { state: 'running', retryAfterSeconds: 20 },
  ],
  ['200 without a body', { status: 200 }, { state: 'succeeded' }],
  ['204', { status: 204 }, { state: 'succeeded' }],
  [
    'the resource, done',
    { status: 200, body: { properties: { provisioningState: 'Succeeded' } } },
    { state: 'succeeded' },
  ],
  [
    'the resource, not done',
    { status: 200, body: { properties: { provisioningState: 'Updating' } } },
    { state: 'running' },
  ],
  [
    'the resource, failed',
    { status: 200, body: { properties: { provisioningState: 'Failed' } } },
    { state: 'failed', failure: { code: 'OperationFailed' } },
  ],
])('an operation that answers %s', async (_, reply, expected) => {
  azure.willReply(reply);
  expect(await arm.getOperation(`${azure.origin}${PATH}`)).toMatchObject({ ok: true, value: expected });
  expect(azure.received.map(({ method, path }) => `${method} ${path}`)).toEqual([`GET ${PATH}`]);
});

test.each([
  [404, undefined, 'gone'],
  [403, { error: { code: 'AuthorizationFailed' } }, 'forbidden'],
  [429, { error: { code: 'TooManyRequests' } }, 'throttled'],
])('an operation that cannot be asked (%i) is a failure', async (status, body, its) => {
  azure.willReply({ status, body });
  expect(await arm.getOperation(`${azure.origin}${PATH}`)).toMatchObject({
    ok: false,
    failure: { class: its, status },
  });
});

test.each([
  ['another host', () => 'https://evil.example/operations/1'],
  ['another port', () => azure.origin.replace(/\d+$/, '1')],
  ['no https', () => `${azure.origin.replace('https', 'http')}/operations/1`],
  ['a name before the host', () => azure.origin.replace('https://', 'https://user:secret@')],
  ['the host as a name', () => `https://${new URL(azure.origin).host}@evil.example/`],
  ['the host as a prefix', () => `${azure.origin}.evil.example/`],
  ['two slashes', () => '//evil.example/operations/1'],
  ['backslashes', () => '\\\\evil.example\\operations'],
  ['a file', () => 'file:///etc/passwd'],
  ['no address', () => 'https://['],
])('an operation at %s is refused, and nothing is sent', async (_, url) => {
  azure.willReply({ status: 200, body: { status: 'Succeeded' } });
  expect(await arm.getOperation(url())).toMatchObject({
    ok: false,
    failure: { class: 'permanent', code: 'ForeignAddress' },
    trace: { call: 'not sent' },
  });
  expect(azure.received).toEqual([]);
});
