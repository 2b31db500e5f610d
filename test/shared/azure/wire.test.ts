import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withinSeconds } from '../../../shared/azure/step-time.ts';
import type { SentRequest } from '../../../shared/azure/wire.ts';
import type { Arm, ArmResult } from '../../../shared/ports/arm.ts';
import { NOTHING_THERE, observed } from '../../support/arm-port.ts';
import { armAt, type Reply, type StubArm, startStubArm } from '../../support/azure/stub-arm.ts';
import {
  CLUSTER,
  CLUSTER_ID,
  SNAPSHOT_GROUP_ID,
  STORAGE_ACCOUNT_ID,
  SUBSCRIPTION,
  VAULT,
  VAULT_ID,
  VAULT_PRINCIPAL,
} from '../../support/facts.ts';
import { fakeStopwatch } from '../../support/stopwatch.ts';

let azure: StubArm;
beforeAll(async () => {
  azure = await startStubArm();
});
afterAll(() => azure.close());

/** One call of each SDK client, of both generations. */
const CALLS: Readonly<Record<string, (arm: Arm) => Promise<ArmResult<unknown>>>> = {
  containerservice: (arm) => arm.getCluster(CLUSTER_ID),
  kubernetesconfiguration: (arm) => arm.listExtensions(CLUSTER_ID),
  resources: (arm) => arm.getVault(VAULT_ID),
  storage: (arm) => arm.getStorageAccount(STORAGE_ACCOUNT_ID),
  authorization: (arm) => arm.listRoleAssignments(SUBSCRIPTION, VAULT_PRINCIPAL),
  rest: (arm) =>
    arm.putBackupExtension(
      { kind: 'backupExtension', clusterId: CLUSTER_ID, name: 'backup', settings: {} },
      NOTHING_THERE,
    ),
};
/** 64 KB that unpack to 64 MiB. */
const BOMB = gzipSync(Buffer.alloc(64 * 1024 * 1024, ' '));
const GONE: Reply = { status: 404, body: { error: { code: 'ResourceNotFound', message: 'not there' } } };

async function ask(call: (arm: Arm) => Promise<ArmResult<unknown>>, ...replies: readonly Reply[]) {
  azure.willReply(...replies);
  // Only what is never answered is abandoned soon; an answer may take its time on a busy machine.
  const options = replies.includes('silence') ? { requestTimeoutMs: 2_000 } : {};
  const result = await call(armAt(azure.origin, options));
  return { result, requests: azure.received.length };
}

describe.each(Object.entries(CALLS))('the client for %s', (_, call) => {
  test('sends what ARM wants to see, and nothing that upsets it', async () => {
    await ask(call, GONE);
    const [request] = azure.received;
    expect(request?.headers).toMatchObject({
      authorization: 'Bearer a-token',
      // With a charset, Microsoft.DataProtection answers 406 with no body.
      accept: 'application/json',
      'user-agent': expect.stringMatching(/^backstay\/0\.0\.0-test /),
    });
    expect(request?.path).toMatch(/^\/subscriptions\/.*[?&]api-version=\d{4}-\d\d-\d\d/);
    expect(request?.path).not.toContain('//');
  });

  test('gives an error of ARM back as a failure, with its trace', async () => {
    const headers = { 'x-ms-request-id': 'r1', 'x-ms-correlation-request-id': 'c1' };
    const { result, requests } = await ask(call, { ...GONE, headers });
    expect(requests).toBe(1);
    expect(result).toMatchObject({
      ok: false,
      failure: { class: 'gone', code: 'ResourceNotFound', message: 'not there', status: 404 },
      trace: {
        call: expect.stringMatching(/^(GET|PUT) \/subscriptions\//),
        status: 404,
        requestId: 'r1',
        correlationId: 'c1',
      },
    });
  });

  test.each([408, 500, 502, 503, 504])('tries again after %i', async (status) => {
    const { result, requests } = await ask(call, { status }, GONE);
    expect(requests).toBe(2);
    expect(result).toMatchObject({ ok: false, failure: { code: 'ResourceNotFound' } });
  });

  test('tries again after a broken connection, but not for ever', async () => {
    const { result, requests } = await ask(call, 'reset', 'reset', 'reset', GONE);
    expect(requests).toBe(3);
    expect(result).toMatchObject({ ok: false, failure: { class: 'transient', code: 'ConnectionFailed' } });
    expect(result.trace.status).toBeUndefined();
  });

  test('does not wait for an answer that does not come', async () => {
    const { result, requests } = await ask(call, 'silence');
    expect(requests).toBe(1);
    expect(result).toMatchObject({ ok: false, failure: { class: 'transient', code: 'TimedOut' } });
  });

  test('hands a long Retry-After back instead of sleeping', async () => {
    const busy = { status: 429, headers: { 'retry-after': '60' }, body: { error: { code: 'TooManyRequests' } } };
    const { result, requests } = await ask(call, busy, GONE);
    expect(requests).toBe(1);
    expect(result).toMatchObject({ ok: false, failure: { class: 'throttled', retryAfterSeconds: 60 } });
  });

  test.each([
    ['a 429 without Retry-After', { status: 429 }, 1],
    ['a 429 with a short one', { status: 429, headers: { 'retry-after-ms': '20' } }, 2],
    ['a 503 with a short one', { status: 503, headers: { 'retry-after': '0' } }, 2],
    ['a 503 with a long one', { status: 503, headers: { 'retry-after': '30' } }, 1],
    ['a 409', { status: 409 }, 1],
    ['a 501', { status: 501 }, 1],
  ])('after %s', async (_case, reply, requests) => {
    expect((await ask(call, reply, GONE)).requests).toBe(requests);
  });

  test.each([301, 302, 303, 307, 308])('does not follow a %i', async (status) => {
    const { result, requests } = await ask(call, { status, headers: { location: `${azure.origin}/elsewhere` } }, GONE);
    expect(requests).toBe(1);
    expect(result).toMatchObject({ ok: false, failure: { class: 'permanent', status } });
  });

  test('ends an answer that unpacks to more than it reads of one', async () => {
    const reply = { status: 200, headers: { 'content-encoding': 'gzip' }, body: BOMB };
    azure.willReply(reply, GONE);
    const result = await call(armAt(azure.origin));
    expect(azure.received).toHaveLength(1);
    expect(result).toMatchObject({ ok: false, failure: { class: 'transient', code: 'AnswerTooLarge' } });
  });

  test.each([
    ['broken JSON', { status: 200, headers: { 'content-type': 'application/json' }, body: '{"id":' }],
    ['a number', { status: 200, body: 17 }],
  ])('makes a failure of %s', async (_case, reply) => {
    const { result } = await ask(call, reply);
    // For a write, 200 means that it was written, with any body.
    if (!result.ok) expect(result.failure).toMatchObject({ class: 'transient', code: 'UnreadableAnswer', status: 200 });
    else expect(result.value).toSatisfy((value) => Array.isArray(value) || 'done' in Object(value));
  });
});

test('a list is read to its end', async () => {
  const page = (name: string, nextLink?: string) => ({
    status: 200,
    body: { value: [{ ...wireCluster(name) }], ...(nextLink && { nextLink }) },
  });
  const { result, requests } = await ask(
    (arm) => arm.listClusters(SUBSCRIPTION),
    page('one', `${azure.origin}/subscriptions/${SUBSCRIPTION}/more?page=2`),
    page('two'),
  );
  expect(requests).toBe(2);
  expect(result.ok && result.value).toMatchObject([{ name: 'one' }, { name: 'two' }]);
});

test.each([
  ['authorization', (arm: Arm) => arm.listRoleAssignments(SUBSCRIPTION, VAULT_PRINCIPAL)],
  ['containerservice', (arm: Arm) => arm.listClusters(SUBSCRIPTION)],
] as const)('a next page elsewhere gets no token from %s', async (_, call) => {
  const elsewhere = await startStubArm();
  const page = { status: 200, body: { value: [], nextLink: `${elsewhere.origin}/subscriptions?page=2` } };
  const { result, requests } = await ask(call, page);
  expect(requests).toBe(1);
  expect(elsewhere.received).toEqual([]);
  expect(result).toMatchObject({ ok: false, failure: { class: 'permanent', code: 'ForeignAddress' } });
  await elsewhere.close();
});

test('a list that never ends becomes a failure', async () => {
  const page = { status: 200, body: { value: [], nextLink: `${azure.origin}/subscriptions?page=again` } };
  const { result, requests } = await ask((arm) => arm.listClusters(SUBSCRIPTION), ...Array(150).fill(page));
  expect(requests).toBe(100);
  expect(result).toMatchObject({ ok: false, failure: { code: 'UnreadableAnswer' } });
});

test('a failure on a later page is a failure of the list', async () => {
  const more = { status: 200, body: { value: [], nextLink: `${azure.origin}/subscriptions?page=2` } };
  const { result } = await ask((arm) => arm.listClusters(SUBSCRIPTION), more, GONE);
  expect(result).toMatchObject({ ok: false, failure: { code: 'ResourceNotFound', status: 404 } });
});

test('every request is reported, each try of its own', async () => {
  const told: SentRequest[] = [];
  azure.willReply('reset', { status: 200, body: wireCluster('shop') });
  await armAt(azure.origin, { onRequest: (request) => told.push(request) }).getCluster(CLUSTER_ID);
  expect(told.map(({ status }) => status)).toEqual([undefined, 200]);
  expect(told[0]).toMatchObject({ call: expect.stringMatching(/^GET .*managedClusters\/shop$/) });
  expect(told.every(({ milliseconds }) => milliseconds >= 0)).toBe(true);
});

test('calls side by side keep their traces apart', async () => {
  azure.willReply(GONE, GONE, GONE);
  const arm = armAt(azure.origin);
  const [vault, account, assignment] = await Promise.all([
    arm.getVault(VAULT_ID),
    arm.getStorageAccount(STORAGE_ACCOUNT_ID),
    arm.getRoleAssignment(SNAPSHOT_GROUP_ID, SUBSCRIPTION),
  ]);
  expect(vault.trace.call).toContain('/backupvaults/');
  expect(account.trace.call).toContain('/storageAccounts/');
  expect(assignment.trace.call).toContain('/roleAssignments/');
});

test('an identity that gets no token is a failure, and nothing is sent', async () => {
  azure.willReply(GONE);
  const noToken = Object.assign(new Error('no identity assigned'), { name: 'CredentialUnavailableError' });
  const arm = armAt(azure.origin, { token: () => Promise.reject(noToken) });
  for (const call of Object.values(CALLS)) {
    expect(await call(arm)).toMatchObject({ ok: false, failure: { class: 'transient', code: 'NoToken' } });
  }
  expect(azure.received).toEqual([]);
});

test('no answer of ARM shows the token', async () => {
  const secret = `eyJ${'a'.repeat(40)}.${'b'.repeat(40)}.${'c'.repeat(40)}`;
  azure.willReply({ status: 401, body: { error: { code: 'InvalidAuthenticationToken', message: `bad: ${secret}` } } });
  const result = await armAt(azure.origin, { token: secret }).getVault(VAULT_ID);
  expect(JSON.stringify(result)).not.toContain(secret);
});

const FOUND: Reply = { status: 200, body: wireCluster('shop') };
const leaving = (reads: number): Reply => ({
  ...FOUND,
  headers: { 'x-ms-ratelimit-remaining-subscription-reads': String(reads) },
});

test('little left of the quota: requests slow down before Azure refuses any', async () => {
  const { stopwatch, pauses } = fakeStopwatch();
  const arm = armAt(azure.origin, { stopwatch });
  azure.willReply(leaving(80), leaving(100), leaving(100));
  for (let times = 0; times < 3; times++) expect(await arm.getCluster(CLUSTER_ID)).toMatchObject({ ok: true });
  expect(pauses).toEqual([840, 40]);
});

const VAULT_IDENTITY = {
  kind: 'vaultIdentity',
  vaultId: VAULT_ID,
  identityType: 'SystemAssigned',
  userAssignedIdentityIds: [],
} as const;

test('next to nothing left: what would wait too long is not sent, and comes back later', async () => {
  const { stopwatch, pauses } = fakeStopwatch();
  const arm = armAt(azure.origin, { stopwatch });
  azure.willReply({ ...GONE, headers: { 'x-ms-ratelimit-remaining-subscription-resource-requests': '0' } });
  await arm.patchVaultIdentity(VAULT_IDENTITY, observed(VAULT));
  const later = await withinSeconds(3, () => arm.patchVaultIdentity(VAULT_IDENTITY, observed(VAULT)), stopwatch);
  expect(later).toMatchObject({
    failure: { class: 'throttled', code: 'QuotaSpared', retryAfterSeconds: 5 },
    trace: { call: 'not sent' },
  });
  expect(azure.received).toHaveLength(1);
  expect(pauses).toEqual([]);
});

test('when the time of a step is over nothing more is sent', async () => {
  const { stopwatch, pass } = fakeStopwatch();
  const arm = armAt(azure.origin, { stopwatch });
  azure.willReply(FOUND, FOUND);
  await withinSeconds(
    20,
    async () => {
      expect(await arm.getCluster(CLUSTER_ID)).toMatchObject({ ok: true });
      pass(20_000);
      expect(await arm.getCluster(CLUSTER_ID)).toMatchObject({ failure: { class: 'transient', code: 'StepOver' } });
    },
    stopwatch,
  );
  expect(azure.received).toHaveLength(1);
  expect(await arm.getCluster(CLUSTER_ID)).toMatchObject({ ok: true });
});

test('within a step there is no pause that would end after it', async () => {
  const { stopwatch, pauses } = fakeStopwatch();
  const arm = armAt(azure.origin, { stopwatch });
  azure.willReply({ status: 503, headers: { 'retry-after': '4' } }, FOUND);
  const result = await withinSeconds(3, () => arm.getCluster(CLUSTER_ID), stopwatch);
  expect(result).toMatchObject({ failure: { class: 'transient', status: 503, retryAfterSeconds: 4 } });
  expect(pauses).toEqual([]);
});

const REFUSED = { status: 429, headers: { 'retry-after': '1' } };

test('a step sends one throttled request a second time, and no other', async () => {
  const { stopwatch, pauses } = fakeStopwatch();
  const arm = armAt(azure.origin, { stopwatch });
  azure.willReply(REFUSED, REFUSED, REFUSED);
  await withinSeconds(
    20,
    async () => {
      for (let times = 0; times < 2; times++) {
        expect(await arm.getCluster(CLUSTER_ID)).toMatchObject({
          failure: { class: 'throttled', retryAfterSeconds: 1 },
        });
      }
    },
    stopwatch,
  );
  expect(azure.received).toHaveLength(3);
  expect(pauses).toEqual([1000]);
});

function wireCluster(name: string) {
  return { id: CLUSTER.armId, name, location: 'westeurope', properties: { provisioningState: 'Succeeded' } };
}
