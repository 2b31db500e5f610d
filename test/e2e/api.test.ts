import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mintToken } from '../../local/azure/identity/token.ts';
import { type HostProcess, spawnHost } from '../../local/demo/host-process.ts';
import { type Stage, setStage } from '../../local/demo/stage.ts';
import { CLUSTER_ID, PERSON, SUBSCRIPTION_ID, TENANT_ID } from '../../local/demo/world.ts';
import { systemClock } from '../../shared/lib/clock.ts';
import { RIGHTS, type Right } from '../../shared/model/caller.ts';
import { parseClusterId } from '../../shared/model/resource-id.ts';
import type { Target } from '../../shared/model/target.ts';
import { targetIdOf } from '../../shared/model/target-id.ts';
import { RECORD_TABLE, TARGETS_TABLE } from '../../shared/storage/names.ts';
import { connectStorage } from '../../shared/storage/storage-connection.ts';
import { createTableChainRows } from '../../shared/storage/table-chain-rows.ts';
import { createTableTargetRows } from '../../shared/storage/table-target-rows.ts';
import { createTrail } from '../../shared/storage/table-trail.ts';
import { conformance, type OpenApi, type WireAnswer } from '../support/api/conforms.ts';
import { principal } from '../support/api/test-api.ts';
import { condition, manualFinding, missingFinding } from '../support/conditions.ts';
import { must } from '../support/facts.ts';
import { sharedParts } from '../support/on-stage.ts';
import { untilTrue } from '../support/until.ts';

// Real HTTP, through the host, to the routes as they are deployed. The behaviour of each route is
// in tests of its own.
const AUDIENCE = 'api://backstay';
const TARGET: Target = { clusterId: must(parseClusterId(CLUSTER_ID)), profile: 'standard' };
const target = targetIdOf(TARGET);
const HOSTILE = "=cmd|'/c calc'!A1<script>alert(1)</script>\r\nset-cookie: a=b\u202e";

let stage: Stage;
let folder: string;
let signedIn: HostProcess;
let keyed: HostProcess;
let check: ReturnType<typeof conformance>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'backstay-'));
  stage = await setStage({ speed: 120, folder, ...(await sharedParts()) });
  await furnish();
  // One after the other: both make the host's own containers in the same new storage.
  const auth = { WEBSITE_AUTH_ENABLED: 'True', BACKSTAY_TENANT_ID: TENANT_ID, BACKSTAY_API_AUDIENCE: AUDIENCE };
  signedIn = await start('on', auth);
  keyed = await start('off', {});
  const response = await fetch(`${signedIn.url}/api/openapi.json`);
  check = conformance((await response.json()) as OpenApi);
});

afterAll(async () => {
  await Promise.all([signedIn?.stop(), keyed?.stop()]);
  await stage.close();
  rmSync(folder, { recursive: true, force: true });
});

const CALLS: readonly (readonly [string, string, unknown, Right | undefined])[] = [
  ['POST', '/scan', { clusterId: CLUSTER_ID }, 'Backstay.Scan'],
  ['POST', '/scan', { profile: 'standard' }, 'Backstay.Scan'],
  ['GET', '/scans/0f9f6a53-3c6b-4d8e-9a0e-5c1b2d3e4f50', undefined, 'Backstay.Scan'],
  ['GET', '/scans/0f9f6a53-3c6b-4d8e-9a0e-5c1b2d3e4f50/results', undefined, 'Backstay.Scan'],
  ['POST', `/targets/${targetIdOf({ ...TARGET, profile: 'none' })}/check`, undefined, 'Backstay.Scan'],
  // Another cluster, so that the record of the first stays as it was left.
  ['POST', '/remediate', { clusterId: `${CLUSTER_ID}-2`, planId: 'a'.repeat(64) }, 'Backstay.Remediate'],
  ['POST', '/undo', { target, all: true }, 'Backstay.Remediate'],
  ['POST', '/resume', { target }, 'Backstay.Remediate'],
  ['POST', '/approvals/none', { target, answer: 'approve' }, 'Backstay.Approve'],
  ['GET', '/targets', undefined, 'Backstay.Read'],
  ['GET', `/targets/${target}`, undefined, 'Backstay.Read'],
  ['GET', `/audit?target=${target}`, undefined, 'Backstay.Read'],
  ['GET', '/audit/verify', undefined, 'Backstay.Read'],
  ['GET', '/health', undefined, undefined],
  ['GET', '/health/details', undefined, 'Backstay.Read'],
  ['GET', '/openapi.json', undefined, undefined],
  ['GET', '/problems/busy', undefined, undefined],
  ['GET', '/report', undefined, 'Backstay.Read'],
];
/** What is refused, and not merely without result. */
const REFUSED = [401, 403];

describe.each(CALLS)('%s %s %j', (method, path, body, right) => {
  test('by a token: only with its role', async () => {
    const call = (rights: readonly Right[]) => send(signedIn, method, path, { body, headers: bearer(rights) });
    expect(REFUSED).not.toContain((await call(right === undefined ? [] : [right])).status);
    if (right === undefined) return;
    expect((await call(RIGHTS.filter((each) => each !== right))).status).toBe(403);
    expect((await send(signedIn, method, path, { body })).status).toBe(401);
  });

  test('by a function key: only to read and to scan', async () => {
    const headers = { 'x-functions-key': keyed.functionKey, 'x-ms-client-principal': principal(RIGHTS) };
    const { status } = await send(keyed, method, path, { body, headers });
    if (right === 'Backstay.Remediate' || right === 'Backstay.Approve') expect(status).toBe(403);
    else expect(REFUSED).not.toContain(status);
    if (right === undefined) return;
    // The host itself, before there is a word of ours.
    const forged = await raw(keyed, method, path, { body, headers: { 'x-ms-client-principal': principal(RIGHTS) } });
    expect([forged.status, forged.text]).toEqual([401, '']);
  });

  test('of the wrong method: says which it takes', async () => {
    const answer = await send(signedIn, 'DELETE', path, { headers: bearer(RIGHTS) });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, expect.stringContaining(method)]);
    const options = await raw(signedIn, 'OPTIONS', path, {});
    expect([options.status, options.headers.get('allow')]).toEqual([204, answer.headers.get('allow')]);
    if (method !== 'GET') return;
    const head = await send(signedIn, 'HEAD', path, { headers: bearer(RIGHTS) });
    const get = await send(signedIn, 'GET', path, { headers: bearer(RIGHTS) });
    expect([head.status, head.text]).toEqual([get.status, '']);
  });
});

describe('a principal that a caller wrote', () => {
  const forged = { 'x-ms-client-principal': principal(RIGHTS, { aud: AUDIENCE, tid: TENANT_ID, oid: 'o' }) };
  test('does not come through the platform', async () => {
    expect((await send(signedIn, 'GET', '/targets', { headers: forged })).status).toBe(401);
    const answer = await send(signedIn, 'GET', '/targets', { headers: { ...forged, ...bearer(['Backstay.Scan']) } });
    expect(answer.status).toBe(403);
  });

  test('gives a function key no right where the platform signs no caller in', async () => {
    const headers = { ...forged, 'x-functions-key': keyed.functionKey };
    const { status, json } = await send(keyed, 'POST', '/resume', { body: { target }, headers });
    expect([status, json.detail]).toEqual([403, expect.stringContaining('function key')]);
  });
});

test.each([
  ['another tenant', { tid: TENANT_ID.replace('7', '8') }, 403],
  ['another application', { aud: 'https://management.azure.com' }, 403],
])('a token of %s is refused', async (_, claims, status) => {
  const headers = { authorization: `Bearer ${token(RIGHTS, claims)}` };
  const answer = await send(signedIn, 'GET', '/targets', { headers });
  expect([answer.status, answer.json.type]).toEqual([status, '/api/problems/wrong-token']);
});

test('a token that has expired does not come through the platform', async () => {
  const headers = { authorization: `Bearer ${token(RIGHTS, {}, -60)}` };
  expect((await raw(signedIn, 'GET', '/targets', { headers })).status).toBe(401);
});

test.each<[string, string, unknown, Readonly<Record<string, string>>, number, string]>([
  ['an unknown field', '/scan', { clusterId: CLUSTER_ID, mode: 'enforce' }, {}, 400, '/mode'],
  ['no JSON', '/scan', '{"clusterId":', {}, 400, ''],
  [
    'a foreign subscription',
    '/scan',
    { subscriptionId: '9'.repeat(8) + SUBSCRIPTION_ID.slice(8) },
    {},
    422,
    '/subscriptionId',
  ],
  [
    'a foreign cluster',
    '/remediate',
    { clusterId: CLUSTER_ID.replace('5f', '99'), planId: 'a'.repeat(64) },
    {},
    422,
    '/clusterId',
  ],
  ['too long a body', '/scan', { profile: 'x'.repeat(70_000) }, {}, 413, ''],
  ['a form', '/resume', 'target=x', { 'content-type': 'application/x-www-form-urlencoded' }, 415, ''],
  ['another site', '/resume', { target }, { origin: 'https://evil.example' }, 403, '/origin'],
])('%s is refused', async (_, path, body, headers, status, pointer) => {
  const answer = await send(signedIn, 'POST', path, { body, headers: { ...bearer(RIGHTS), ...headers } });
  expect(answer.status).toBe(status);
  if (pointer !== '') expect(answer.json.errors[0].pointer).toBe(pointer);
});

test('a body in chunks does not reach a function, and is said to be empty', async () => {
  const body = new Blob([JSON.stringify({ profile: 'standard' })]).stream();
  const headers = { ...bearer(RIGHTS), 'content-type': 'application/json' };
  const response = await fetch(`${signedIn.url}/api/scan`, { method: 'POST', body, headers, duplex: 'half' });
  expect([response.status, await response.text()]).toEqual([400, expect.stringContaining('Content-Length')]);
});

test.each(['/report/approvals/a-1', '/report/undo', '/report/resume'])(
  'a form without its token is refused: %s',
  async (path) => {
    const fields = { target, answer: 'approve', planId: 'a'.repeat(64), token: 'x' };
    const own = { '/report/undo': ['target', 'planId', 'token'], '/report/resume': ['target', 'token'] }[path];
    const body = String(
      new URLSearchParams(
        Object.entries(fields).filter(([name]) => (own ?? ['target', 'answer', 'token']).includes(name)),
      ),
    );
    const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: new URL(signedIn.url).origin };
    const { status, json } = await send(signedIn, 'POST', path, { body, headers: { ...bearer(RIGHTS), ...headers } });
    expect([status, json.detail]).toEqual([403, expect.stringContaining('Open the page again')]);
  },
);

test('the page shows the fleet and a target, under its own policy', async () => {
  const fleet = await send(signedIn, 'GET', '/report', { headers: bearer(['Backstay.Read']) });
  expect([fleet.status, fleet.text]).toEqual([200, expect.stringContaining(`/api/report?target=${target}`)]);
  const page = await send(signedIn, 'GET', `/report?target=${target}`, { headers: bearer(RIGHTS) });
  expect(page.text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  expect(page.text).not.toContain('<script>alert');
  const policy = page.headers.get('content-security-policy') ?? '';
  const [, nonce = 'none'] = /script-src 'nonce-([^']+)'/.exec(policy) ?? [];
  expect(page.text).toContain(`<script nonce="${nonce}">`);
});

test('targets are listed, filtered and shown, with names that others chose', async () => {
  const headers = bearer(['Backstay.Read']);
  const list = async (query: string) => (await send(signedIn, 'GET', `/targets${query}`, { headers })).json;
  expect((await list(`?cluster=${encodeURIComponent(CLUSTER_ID)}`)).targets).toMatchObject([
    { id: target, verdict: 'NeedsPerson', counts: { missing: 1, manual: 1 }, forPeople: 1 },
  ]);
  expect((await list('?verdict=Ready')).targets).toEqual([]);
  expect((await list(`?subscription=${SUBSCRIPTION_ID}&profile=standard&limit=1`)).targets).toHaveLength(1);

  const one = await send(signedIn, 'GET', `/targets/${target}`, { headers });
  expect(one.json.conditions[1].message).toBe(HOSTILE);
  expect(one.headers.get('set-cookie')).toBeNull();
  const record = await send(signedIn, 'GET', `/audit?target=${target}`, { headers });
  expect(record.json).toMatchObject({ total: 2, entries: [{ type: 'eventAccepted' }, { type: 'calledByHand' }] });
});

test('the record is verified', async () => {
  const { json } = await send(signedIn, 'GET', '/audit/verify', { headers: bearer(['Backstay.Read']) });
  expect(json.entries).toBeGreaterThanOrEqual(2);
  expect(json).toMatchObject({ ok: true, broken: [], complete: true });
});

test('the app is ready, and says by what to those who may read', async () => {
  expect((await send(signedIn, 'GET', '/health', {})).json).toEqual({ live: true, ready: true });
  expect((await send(keyed, 'GET', '/health', {})).json).toEqual({ live: true, ready: true });
  const details = await send(keyed, 'GET', '/health/details', { headers: { 'x-functions-key': keyed.functionKey } });
  expect(details.json.checks.map(({ name, ok }: { name: string; ok: boolean }) => [name, ok])).toEqual([
    ['storage', true],
    ['resourceManager', true],
    ['profiles', true],
    ['cards', true],
    ['events', true],
    ['signIn', true],
    ['outbox', true],
    ['coverage', true],
  ]);
});

test('a check that is asked for is carried out', async () => {
  const headers = bearer(['Backstay.Read', 'Backstay.Scan']);
  const read = async () => (await send(signedIn, 'GET', `/targets/${target}`, { headers })).json;
  expect((await read()).lookedAt).toBeUndefined();
  const asked = await send(signedIn, 'POST', `/targets/${target}/check`, { headers });
  expect(asked.status).toBe(202);
  const lookedAt = await untilTrue(async () => (await read()).lookedAt);
  expect(lookedAt >= asked.json.requestedAt).toBe(true);
});

interface Sent {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

// biome-ignore lint/suspicious/noExplicitAny: tests look freely into what they asked for
type Answered = WireAnswer & { readonly json: any };

/** Sends one call, and holds the answer against the document that the app serves. */
async function send(host: HostProcess, method: string, path: string, sent: Sent): Promise<Answered> {
  const answer = await raw(host, method, path, sent);
  expect(check(method, path, answer)).toEqual([]);
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  return { ...answer, json: answer.text.startsWith('{') ? JSON.parse(answer.text) : undefined };
}

/** By `node:http`: `fetch` would not send an origin of one's own. */
async function raw(host: HostProcess, method: string, path: string, { body, headers = {} }: Sent): Promise<WireAnswer> {
  const bytes = body === undefined ? undefined : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const asked = request(`${host.url}/api${path}`, {
    method,
    headers: {
      ...(bytes && { 'content-type': 'application/json', 'content-length': bytes.byteLength }),
      ...headers,
    },
  });
  const answered = Promise.withResolvers<import('node:http').IncomingMessage>();
  asked.once('response', answered.resolve).once('error', answered.reject).end(bytes);
  const response = await answered.promise;
  const given = Object.entries(response.headers).map(([name, value]): [string, string] => [name, String(value)]);
  return { status: response.statusCode ?? 0, headers: new Headers(given), text: await text(response) };
}

function bearer(roles: readonly Right[]): { readonly authorization: string } {
  return { authorization: `Bearer ${token(roles)}` };
}

function token(roles: readonly Right[], claims: object = {}, lifetimeSeconds = 3600): string {
  const { objectId: oid, appId: appid, tenantId: tid } = PERSON;
  // Each set of roles is another caller, so that no test uses up what another has.
  const caller = `${oid.slice(0, -4)}${String(++callers).padStart(4, '0')}`;
  return mintToken({ aud: AUDIENCE, oid: caller, appid, tid, roles, ...claims }, new Date(), lifetimeSeconds);
}
let callers = 0;

function start(name: string, more: Readonly<Record<string, string>>): Promise<HostProcess> {
  const settings = JSON.parse(readFileSync(join(folder, 'settings.json'), 'utf8'));
  Object.assign(settings.Values, more);
  const file = join(folder, `settings-${name}.json`);
  writeFileSync(file, JSON.stringify(settings));
  return spawnHost({ settings: file, certificate: join(folder, 'arm.pem'), port: 0, speed: 120, onLine: () => {} });
}

/** One target and its record, as an earlier run has left them. */
async function furnish(): Promise<void> {
  const storage = connectStorage({ AzureWebJobsStorage: stage.storage }, { getToken: async () => null });
  const since = new Date().toISOString();
  const conditions = [
    condition(missingFinding(), since),
    condition({ ...manualFinding('BKS-102'), message: HOSTILE }, since),
  ];
  await createTableTargetRows(storage.table(TARGETS_TABLE)).write(
    {
      ...{ schemaVersion: 1, target: TARGET, verdict: 'NeedsPerson', verdictReason: 'Why', verdictSince: since },
      ...{ conditions, attempts: {}, dirty: false, seenEvents: [] },
    },
    undefined,
  );
  await createTrail(createTableChainRows(storage.table(RECORD_TABLE)), systemClock, 'test').append(TARGET, [
    { type: 'eventAccepted', operation: HOSTILE, eventId: 'e' },
    { type: 'calledByHand', call: 'resume', caller: { kind: 'functionKey' } },
  ]);
}
