import { beforeAll, describe, expect, test } from 'vitest';
import type { SignIn } from '../../../shared/api/caller.ts';
import { RIGHTS, type Right } from '../../../shared/model/caller.ts';
import { targetIdOf } from '../../../shared/model/target-id.ts';
import { FORMATS } from '../../../shared/scan/formats/index.ts';
import { AUDIENCE, PLAN_ID, principal, SCAN, SCANNING, TENANT, testApi } from '../../support/api/test-api.ts';
import { CLUSTER_ID, PROFILE, SUBSCRIPTION, VAULT_ID } from '../../support/facts.ts';
import { TARGET } from '../../support/record.ts';

// Every answer of `send` is held against the OpenAPI document.
type Api = Awaited<ReturnType<typeof testApi>>;
let api: Api;
beforeAll(async () => {
  api = await testApi({}, { points: 1_000_000 });
});

const target = targetIdOf(TARGET);
const ALL: readonly Right[] = RIGHTS;

const CALLS: readonly (readonly [string, string, unknown, Right | undefined, number])[] = [
  ['POST', '/scan', { clusterId: CLUSTER_ID }, 'Backstay.Scan', 200],
  ['POST', '/scan', { profile: 'standard' }, 'Backstay.Scan', 202],
  ['POST', '/scan', { subscriptionId: SUBSCRIPTION }, 'Backstay.Scan', 202],
  ['GET', '/scans/scan-1', undefined, 'Backstay.Scan', 202],
  ['GET', '/scans/scan-done', undefined, 'Backstay.Scan', 200],
  ['GET', '/scans/scan-1/results', undefined, 'Backstay.Scan', 202],
  ['GET', '/scans/scan-done/results', undefined, 'Backstay.Scan', 200],
  ['POST', `/targets/${target}/check`, undefined, 'Backstay.Scan', 202],
  ['POST', '/remediate', { clusterId: CLUSTER_ID, planId: PLAN_ID }, 'Backstay.Remediate', 200],
  ['POST', '/undo', { target, all: true }, 'Backstay.Remediate', 200],
  ['POST', '/undo', { target, entries: [1], planId: PLAN_ID }, 'Backstay.Remediate', 200],
  ['POST', '/resume', { target }, 'Backstay.Remediate', 200],
  ['POST', '/approvals/a-1', { target, answer: 'approve' }, 'Backstay.Approve', 200],
  ['GET', '/targets', undefined, 'Backstay.Read', 200],
  ['GET', `/targets/${target}`, undefined, 'Backstay.Read', 200],
  ['GET', `/audit?target=${target}`, undefined, 'Backstay.Read', 200],
  ['GET', '/audit/verify', undefined, 'Backstay.Read', 200],
  ['GET', '/health', undefined, undefined, 200],
  ['GET', '/health/details', undefined, 'Backstay.Read', 200],
  ['GET', '/openapi.json', undefined, undefined, 200],
  ['GET', '/problems/plan-changed', undefined, undefined, 200],
  ['GET', '/report', undefined, 'Backstay.Read', 200],
  ['GET', '/report/weekly', undefined, 'Backstay.Read', 200],
  ['GET', '/report/weekly.csv', undefined, 'Backstay.Read', 200],
];

describe.each(CALLS)('%s %s %j', (method, path, body, right, status) => {
  test(`is answered with ${status} to those with ${right ?? 'nothing'}, and to no others`, async () => {
    const others = ALL.filter((each) => each !== right);
    const answer = (rights?: readonly Right[]) => api.send(method, path, { body, ...(rights && { rights }) });
    expect((await answer(right === undefined ? undefined : [right])).status).toBe(status);
    if (right === undefined) return;
    const refused = await answer(others);
    expect([refused.status, refused.json.type]).toEqual([403, '/api/problems/not-allowed']);
    expect(refused.json.detail).toContain(right);
    const unknown = await answer();
    expect([unknown.status, unknown.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
  });

  test('says the same about itself with each answer', async () => {
    const { headers } = await api.send(method, path, { body, rights: ALL });
    expect(Object.fromEntries(headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'referrer-policy': ['/report', '/report/weekly'].includes(path) ? 'same-origin' : 'no-referrer',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
      'x-correlation-id': '0f9f6a53-3c6b-4d8e-9a0e-5c1b2d3e4f50',
    });
  });

  test('takes no other method, and lists its own', async () => {
    const wrong = method === 'GET' ? 'POST' : 'GET';
    const refused = await api.send(wrong, path, { rights: ALL });
    expect([refused.status, refused.headers.get('allow')?.includes(method)]).toEqual([405, true]);
    const options = await api.send('OPTIONS', path);
    expect([options.status, options.headers.get('allow')]).toEqual([204, refused.headers.get('allow')]);
    expect(options.headers.get('access-control-allow-origin')).toBeNull();
    if (method === 'GET') {
      const head = await api.send('HEAD', path, { rights: ALL });
      expect([head.status, head.text]).toEqual([status, '']);
    }
  });
});

describe('a caller with a function key', () => {
  const signIn: SignIn = { by: 'functionKey' };
  test.each(CALLS)('%s %s %j', async (method, path, body, right, status) => {
    const keyed = await testApi({}, { signIn });
    const reads = right === undefined || right === 'Backstay.Read' || right === 'Backstay.Scan';
    // A forged principal with every role is worth nothing where the platform does not set it.
    const { status: given } = await keyed.send(method, path, { body, rights: ALL });
    expect(given).toBe(reads ? status : 403);
  });
});

describe('a principal', () => {
  const good = { aud: AUDIENCE, tid: TENANT, oid: 'o-1' };
  const LONG = 'http://schemas.microsoft.com/identity/claims/';
  test.each<[string, string, number, string?]>([
    ['of the tenant, for the app', principal(['Backstay.Read'], good), 200],
    [
      'with the long names of its claims',
      principal(['Backstay.Read'], { aud: AUDIENCE, [`${LONG}tenantid`]: TENANT, [`${LONG}objectidentifier`]: 'o' }),
      200,
    ],
    [
      'in other letters',
      principal(['Backstay.Read'], { ...good, aud: 'API://Backstay', tid: TENANT.toUpperCase() }),
      200,
    ],
    ['of another tenant', principal(ALL, { ...good, tid: TENANT.replace('7', '8') }), 403, 'wrong-token'],
    ['for another application', principal(ALL, { ...good, aud: 'api://other' }), 403, 'wrong-token'],
    ['of no tenant', principal(ALL, { aud: AUDIENCE, oid: 'o' }), 403, 'wrong-token'],
    ['of two tenants', principal(ALL, { ...good, [`${LONG}tenantid`]: TENANT.replace('7', '8') }), 403, 'wrong-token'],
    ['of nobody', principal(ALL, { aud: AUDIENCE, tid: TENANT }), 401, 'not-signed-in'],
    ['without roles', principal([], good), 403, 'not-allowed'],
    ['with a role of similar name', principal(['backstay.read', 'Backstay.ReadAll'], good), 403, 'not-allowed'],
    ['that is no JSON', Buffer.from('{').toString('base64'), 401, 'not-signed-in'],
    ['that is no base64', '%%%', 401, 'not-signed-in'],
    ['whose claims are no list', Buffer.from('{"claims":{"0":1}}').toString('base64'), 401, 'not-signed-in'],
    ['that is null', Buffer.from('null').toString('base64'), 401, 'not-signed-in'],
  ])('%s', async (_, header, status, problem) => {
    const answer = await api.send('GET', '/targets', { headers: { 'x-ms-client-principal': header } });
    expect(answer.status).toBe(status);
    if (problem !== undefined) expect(answer.json.type).toBe(`/api/problems/${problem}`);
  });

  test('is not believed before the tenant and the audience are set', async () => {
    const bare = await testApi({}, { signIn: { by: 'platform', tenantId: undefined, audiences: [] } });
    const { status, json } = await bare.send('GET', '/targets', { rights: ALL });
    expect([status, json.detail]).toEqual([503, expect.stringContaining('BACKSTAY_TENANT_ID')]);
  });

  test.each([
    [{ ...good, scp: 'user_impersonation' }, 'user'],
    [{ ...good, preferred_username: 'erika@example.com' }, 'user'],
    [{ ...good, idtyp: 'app', name: 'x' }, 'application'],
    [good, 'application'],
  ])('%j is recorded by its ids as %s', async (claims, kind) => {
    let seen: unknown;
    const { send } = await testApi({
      resume: async (_, caller) => {
        seen = caller;
        return 'resumed';
      },
    });
    const headers = { 'x-ms-client-principal': principal(['Backstay.Remediate'], claims) };
    await send('POST', '/resume', { body: { target }, headers });
    expect(seen).toEqual({ kind, objectId: 'o-1', tenantId: TENANT });
  });
});

describe('a request that is not as described is refused with the place', () => {
  const other = SUBSCRIPTION.replace('1', '9');
  test.each<[string, string, unknown, number, string, string]>([
    ['an unknown field', '/scan', { clusterId: CLUSTER_ID, mode: 'enforce' }, 400, '/mode', 'not known'],
    [
      'an unknown field named __proto__',
      '/scan',
      '{"__proto__":{"x":1},"profile":"standard"}',
      400,
      '/__proto__',
      'not known',
    ],
    ['nothing to scan', '/scan', {}, 400, '/clusterId', 'must be given'],
    [
      'too much to scan',
      '/scan',
      { clusterId: CLUSTER_ID, subscriptionId: SUBSCRIPTION },
      400,
      '/subscriptionId',
      'clusterId',
    ],
    ['a vault without its cluster', '/scan', { profile: 'standard', vaultId: VAULT_ID }, 400, '/vaultId', 'clusterId'],
    ['no cluster id', '/scan', { clusterId: '/subscriptions/../x' }, 400, '/clusterId', 'of the form'],
    ['the id of a vault', '/scan', { clusterId: VAULT_ID }, 400, '/clusterId', 'managedClusters'],
    ['a number', '/scan', { clusterId: 7 }, 400, '/clusterId', 'string'],
    ['null', '/scan', null, 400, '', 'object'],
    ['a list', '/scan', [], 400, '', 'object'],
    ['no JSON', '/scan', '{"clusterId":', 400, '', 'not JSON'],
    ['no UTF-8', '/scan', new Uint8Array([0x7b, 0xff, 0x7d]), 400, '', 'not UTF-8'],
    ['nothing', '/scan', '', 400, '', 'empty'],
    [
      'a cluster of another subscription',
      '/scan',
      { clusterId: CLUSTER_ID.replace(SUBSCRIPTION, other) },
      422,
      '/clusterId',
      other,
    ],
    ['another subscription', '/scan', { subscriptionId: other }, 422, '/subscriptionId', other],
    ['a profile that is not there', '/scan', { profile: 'gold' }, 422, '/profile', 'gold'],
    [
      'a profile that does not select it',
      '/scan',
      { clusterId: CLUSTER_ID, profile: 'gold' },
      422,
      '/profile',
      'standard',
    ],
    ['a vault of one’s own', '/scan', { clusterId: CLUSTER_ID, vaultId: `${VAULT_ID}2` }, 422, '/vaultId', 'operators'],
    ['a plan without its id', '/remediate', { clusterId: CLUSTER_ID }, 400, '/planId', ''],
    ['an id that is no plan’s', '/remediate', { clusterId: CLUSTER_ID, planId: 'x' }, 400, '/planId', 'plan'],
    [
      'a foreign cluster',
      '/remediate',
      { clusterId: CLUSTER_ID.replace(SUBSCRIPTION, other), planId: PLAN_ID },
      422,
      '/clusterId',
      other,
    ],
    ['nothing to undo', '/undo', { target }, 400, '/entries', 'either'],
    ['two ways to undo', '/undo', { target, all: true, entries: [1] }, 400, '/entries', 'either'],
    ['an entry 0', '/undo', { target, entries: [1, 0] }, 400, '/entries/1', ''],
    ['a target that is none', '/resume', { target: 'x/../y' }, 400, '/target', 'target'],
    ['an answer that is none', '/approvals/a', { target, answer: 'maybe' }, 400, '/answer', ''],
  ])('%s to %s', async (_, path, body, status, pointer, detail) => {
    const answer = await api.send('POST', path, { body, rights: ALL });
    expect(answer.status).toBe(status);
    expect(answer.json.errors).toContainEqual({ in: 'body', pointer, detail: expect.stringContaining(detail) });
  });

  test.each([
    ['an unknown parameter', '/targets?verdikt=Ready', '/verdikt'],
    ['a verdict that is none', '/targets?verdict=ready', '/verdict'],
    ['a page too long', '/targets?limit=1001', '/limit'],
    ['a page of nothing', '/targets?limit=', '/limit'],
    ['a continuation of one’s own', '/targets?continuation=eyJhIjoxfQ', '/continuation'],
    ['an injected filter', "/targets?profile=x'%20or%20'1'%20eq%20'1", '/profile'],
    ['no target', '/audit', '/target'],
    ['an unknown format', '/scans/scan-1?format=yaml', '/format'],
  ])('%s: %s', async (_, path, pointer) => {
    const answer = await api.send('GET', path, { rights: ALL });
    expect(answer.status).toBe(400);
    expect(answer.json.errors).toContainEqual({ in: 'query', pointer, detail: expect.any(String) });
  });

  test.each([
    ['too long a body', { profile: 'x'.repeat(65_536) }, {}, 413],
    ['a body that says that it is too long', { profile: 'standard' }, { 'content-length': '65537' }, 413],
    ['a form', 'clusterId=x', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['plain text', '{}', { 'content-type': 'text/plain' }, 415],
    ['a compressed body', { profile: 'standard' }, { 'content-encoding': 'gzip' }, 415],
    ['another charset', '{}', { 'content-type': 'application/json; charset=utf-16' }, 415],
    ['another site', { profile: 'standard' }, { origin: 'https://evil.example' }, 403],
    ['a sandboxed page', { profile: 'standard' }, { origin: 'null' }, 403],
    ['a neighbouring site', { profile: 'standard' }, { 'sec-fetch-site': 'same-site' }, 403],
    [
      'the page itself',
      { profile: 'standard' },
      { origin: 'https://app.example', 'sec-fetch-site': 'same-origin' },
      202,
    ],
    ['JSON that says its charset', { profile: 'standard' }, { 'content-type': 'application/json; charset=UTF-8' }, 202],
  ])('%s', async (_, body, headers, status) => {
    expect((await api.send('POST', '/scan', { body, headers, rights: ALL })).status).toBe(status);
  });

  test.each([
    ['GET', '/scans/none', undefined],
    ['GET', `/targets/${target.replace(/^./, '0').replace('standard', 'gold')}`, undefined],
    ['GET', `/audit?target=${target}x`, undefined],
    ['POST', '/undo', { target: `${target}x`, all: true }],
    ['POST', '/resume', { target: `${target}x` }],
    ['POST', '/approvals/a', { target: `${target}x`, answer: 'decline' }],
  ])('%s %s %j is of nothing that is there', async (method, path, body) => {
    expect((await api.send(method, path, { body, rights: ALL })).status).toBe(404);
  });
});

describe('the results of a scan of many', () => {
  const rights = ['Backstay.Scan'] as const;
  const scanOf = (total: number, more: object = {}) => ({
    scanOf: async (id: string) => ({ ...SCANNING, id, done: total, total, ...more }),
  });

  test('are a line for each cluster, with the next page in a header', async () => {
    const asked: unknown[] = [];
    const continuation = Buffer.from('{"nextPartitionKey":"p"}').toString('base64url');
    const { send } = await testApi({
      ...scanOf(3, { unlisted: [{ subscriptionId: SUBSCRIPTION, why: 'no right' }] }),
      scanParts: async (...page) => {
        asked.push(page);
        const failure = { kind: 'failure', target: TARGET, why: 'not in five tries' } as const;
        return page[2] === undefined
          ? { parts: [{ kind: 'result', result: SCAN }, failure], continuation }
          : { parts: [{ kind: 'result', result: SCAN }] };
      },
    });
    const first = await send('GET', '/scans/a/results?limit=2', { rights: [...rights] });
    const lines = first.text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toMatchObject([
      { clusterId: `/subscriptions/${SUBSCRIPTION}`, code: 'ClustersNotListed', problem: 'no right' },
      { target: TARGET, targetId: target, planId: SCAN.planId },
      { clusterId: TARGET.clusterId, code: 'ScanDeadLettered', problem: 'not in five tries' },
    ]);
    expect(first.headers.get('content-type')).toBe('application/x-ndjson');
    const [, next = ''] = /^<\/api(.+)>; rel="next"$/.exec(first.headers.get('link') ?? '') ?? [];
    const second = await send('GET', next, { rights: [...rights] });
    expect(second.text.trimEnd().split('\n')).toHaveLength(1);
    expect(second.headers.get('link')).toBeNull();
    expect(asked).toEqual([
      ['a', 2, undefined],
      ['a', 2, continuation],
    ]);
  });

  test.each([
    ['limit=0', '/limit'],
    ['limit=201', '/limit'],
    ['continuation=x', '/continuation'],
  ])('are refused with %s', async (query, pointer) => {
    const { send } = await testApi(scanOf(1));
    const { status, json } = await send('GET', `/scans/a/results?${query}`, { rights: [...rights] });
    expect([status, json.errors]).toMatchObject([400, [{ pointer }]]);
  });

  test('are in one answer up to 500 clusters, and beyond only on pages', async () => {
    const pages = { scanParts: async () => ({ parts: [{ kind: 'result', result: SCAN } as const] }) };
    const few = await testApi({ ...scanOf(500), ...pages });
    expect((await few.send('GET', '/scans/a', { rights: [...rights] })).json).toMatchObject({
      results: [{ target: TARGET }],
      resultsAt: '/api/scans/a/results',
    });
    const many = await testApi({ ...scanOf(501), scanParts: () => Promise.reject(new Error('must not be read')) });
    const { json } = await many.send('GET', '/scans/a', { rights: [...rights] });
    expect(json).toMatchObject({ state: 'done', done: 501, total: 501, resultsAt: '/api/scans/a/results' });
    expect(json).not.toHaveProperty('results');
    const refused = await many.send('GET', '/scans/a?format=junit', { rights: [...rights] });
    expect([refused.status, refused.json.type]).toEqual([422, '/api/problems/too-many-results']);
  });

  test.each([
    ['before all subscriptions are listed', { isListed: false, done: 0, total: 0 }],
    ['while clusters are open', { isListed: true, done: 1, total: 2 }],
  ])('are not there %s', async (_, more) => {
    const { send } = await testApi(scanOf(2, more));
    for (const path of ['/scans/a', '/scans/a/results']) {
      expect(await send('GET', path, { rights: [...rights] })).toMatchObject({
        status: 202,
        json: { state: 'running' },
      });
    }
  });

  test('are asked for less often the larger the scan is', async () => {
    const wait = async (total: number) => {
      const { send } = await testApi(scanOf(total, { isListed: false }));
      return Number((await send('GET', '/scans/a', { rights: [...rights] })).headers.get('retry-after'));
    };
    expect([await wait(1), await wait(1_000), await wait(10_000)]).toEqual([2, 6, 30]);
  });
});

describe('formats', () => {
  test.each(['markdown', 'csv', 'junit', 'sarif'] as const)(
    '%s holds the dead-lettered ones as well',
    async (format) => {
      const failures = [{ target: TARGET, why: 'not in five tries' }];
      const { send } = await testApi({
        scanOf: async (id) => ({
          ...{ ...SCANNING, id, done: 1 },
          unlisted: [{ subscriptionId: SUBSCRIPTION, why: 'no right' }],
        }),
        scanParts: async () => ({ parts: failures.map((failed) => ({ kind: 'failure', ...failed })) }),
        format: (asked, report) => FORMATS[asked](report),
      });
      const { status, text } = await send('GET', `/scans/a?format=${format}`, { rights: ['Backstay.Scan'] });
      expect([status, text]).toEqual([200, expect.stringContaining('not in five tries')]);
      expect(text).toContain('ScanDeadLettered');
      expect(text).toContain('ClustersNotListed');
      expect(text).toContain(`/subscriptions/${SUBSCRIPTION}`);
    },
  );

  test('commands are quoted for the shell that is asked for, also at the end of a scan of many', async () => {
    const shells: unknown[] = [];
    const { send } = await testApi({
      format: (asked, report, shell) => {
        shells.push(shell);
        return FORMATS[asked](report, undefined, shell);
      },
    });
    const rights = ['Backstay.Scan'] as const;
    const query = '?format=script&shell=pwsh';
    const one = await send('POST', `/scan${query}`, { body: { clusterId: CLUSTER_ID }, rights: [...rights] });
    expect(one.text).toContain('#!/usr/bin/env pwsh');
    const many = await send('POST', `/scan${query}`, { body: { subscriptionId: SUBSCRIPTION }, rights: [...rights] });
    expect(many.headers.get('location')).toMatch(/^\/api\/scans\/[^?]+\?format=script&shell=pwsh$/);
    expect(shells).toEqual(['pwsh']);
    expect(
      (await send('POST', '/scan?shell=cmd', { body: { clusterId: CLUSTER_ID }, rights: [...rights] })).status,
    ).toBe(400);
  });

  test.each([
    ['', undefined, 'application/json'],
    ['', '*/*', 'application/json'],
    ['', 'text/html, text/markdown;q=0.9, */*;q=0.1', 'text/markdown; charset=utf-8'],
    ['', 'text/*', 'text/markdown; charset=utf-8'],
    ['', 'text/csv', 'text/csv; charset=utf-8; header=present'],
    ['', 'application/xml', 'application/xml; charset=utf-8'],
    ['', 'application/sarif+json', 'application/sarif+json'],
    ['?format=junit', 'application/json', 'application/xml; charset=utf-8'],
    ['?format=sarif', 'text/html', 'application/sarif+json'],
  ])('?format= "%s" and Accept "%s"', async (query, accept, type) => {
    const headers = accept === undefined ? {} : { accept };
    for (const [method, path, body] of [
      ['POST', '/scan', { clusterId: CLUSTER_ID }],
      ['GET', '/scans/scan-done', undefined],
    ] as const) {
      const answer = await api.send(method, path + query, { body, headers, rights: ALL });
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, type]);
    }
  });

  test('one that is not there is refused, with those that are, before Azure is asked', async () => {
    let scans = 0;
    const { send } = await testApi({ scanCluster: async () => Promise.reject(new Error(`${++scans}`)) });
    const headers = { accept: 'image/png, application/json;q=0' };
    const { status, json } = await send('POST', '/scan', { body: { clusterId: CLUSTER_ID }, headers, rights: ALL });
    expect([status, json.detail, scans]).toEqual([406, expect.stringContaining('junit'), 0]);
  });
});

test.each([
  ['text/html,*/*;q=0.8', undefined, 302],
  ['application/json', undefined, 401],
  ['text/html,*/*;q=0.8', ['Backstay.Scan'], 403],
  ['text/html,*/*;q=0.8', ['Backstay.Read'], 200],
] as const)('the page for %s with %j', async (accept, rights, status) => {
  const answer = await api.send('GET', '/report?q=a%26b', { headers: { accept }, ...(rights && { rights }) });
  expect(answer.status).toBe(status);
  if (status !== 302) return;
  expect(answer.headers.get('location')).toBe('/.auth/login/aad?post_login_redirect_uri=%2Fapi%2Freport%3Fq%3Da%2526b');
});

describe('what other parts say', () => {
  const body = { clusterId: CLUSTER_ID, planId: PLAN_ID };
  test('a plan that has changed is answered with the plan of now', async () => {
    const { send } = await testApi({
      remediate: async () => ({
        kind: 'planChanged',
        planId: 'b'.repeat(64),
        plan: { actions: [], skipped: [], hash: '' },
      }),
    });
    const { status, json } = await send('POST', '/remediate', { body, rights: ALL });
    expect([status, json.type, json.planId]).toEqual([409, '/api/problems/plan-changed', 'b'.repeat(64)]);
  });

  test('a target at work is answered with when to come again', async () => {
    const { send } = await testApi({ remediate: async () => ({ kind: 'busy' }), resume: async () => 'busy' });
    for (const [path, sent] of [
      ['/remediate', body],
      ['/resume', { target }],
    ] as const) {
      const { status, headers } = await send('POST', path, { body: sent, rights: ALL });
      expect([status, headers.get('retry-after')]).toEqual([409, '15']);
    }
  });

  test.each([
    [{ kind: 'unknown' }, 404],
    [{ kind: 'tooLate', because: 'AlreadyAnswered', why: 'It was declined.' }, 409],
  ] as const)('an approval: %j', async (answered, status) => {
    const { send } = await testApi({ answerApproval: async () => answered });
    const sent = { target, answer: 'approve' };
    expect((await send('POST', '/approvals/a', { body: sent, rights: ALL })).status).toBe(status);
  });

  test('a failure is logged for operators, and not shown to the caller', async () => {
    const { send, logged } = await testApi({
      scanCluster: async () => Promise.reject(new Error('secret at /home/site/wwwroot')),
    });
    const { status, text, json } = await send('POST', '/scan', { body: { clusterId: CLUSTER_ID }, rights: ALL });
    expect([status, json.type]).toEqual([500, '/api/problems/internal']);
    expect(text).not.toContain('secret');
    expect(logged.join()).toContain('secret');
  });

  test('an app that is not ready says so to all, and why to those who may read', async () => {
    const checks = [{ name: 'storage', ok: false, needed: true, detail: 'no answer' }];
    const { send } = await testApi({ health: async () => checks });
    const anybody = await send('GET', '/health');
    expect([anybody.status, anybody.json]).toEqual([503, { live: true, ready: false }]);
    expect((await send('GET', '/health', { rights: ['Backstay.Scan'] })).json).not.toHaveProperty('checks');
    expect((await send('GET', '/health', { rights: ['Backstay.Read'] })).json.checks).toHaveLength(1);
  });

  test('where the host asks for keys, a caller without one is unknown, with any header', async () => {
    const keyed = await testApi({}, { signIn: { by: 'functionKey' } });
    expect((await keyed.send('GET', '/health', { rights: ALL })).json).toEqual({ live: true, ready: true });
    expect((await keyed.send('GET', '/health/details')).json.checks).toHaveLength(1);
  });

  test.each(['/health', '/openapi.json', '/problems/busy'])(
    '%s is open to callers of other tenants too',
    async (path) => {
      const header = principal(ALL, { aud: AUDIENCE, tid: TENANT.replace('7', '8'), oid: 'o' });
      const { status, json } = await api.send('GET', path, { headers: { 'x-ms-client-principal': header } });
      expect([status, json?.checks]).toEqual([200, undefined]);
    },
  );

  test('a location holds an id as a part of a path, and nothing else', async () => {
    const { send } = await testApi({ beginScan: async () => ({ id: 'a/b\r\nset-cookie: x', total: 1 }) });
    const { headers } = await send('POST', '/scan', { body: { profile: PROFILE.name }, rights: ALL });
    expect(headers.get('location')).toBe('/api/scans/a%2Fb%0D%0Aset-cookie%3A%20x');
  });
});

test('who asks too often hears when to come again, and others are not', async () => {
  const { send } = await testApi({}, { points: 2 });
  const ask = () => send('GET', '/targets', { rights: ['Backstay.Read'] });
  expect([(await ask()).status, (await ask()).status]).toEqual([200, 200]);
  const refused = await ask();
  expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).toEqual([429, true]);
  expect((await send('GET', '/health', { rights: ['Backstay.Read'] })).status).toBe(429);
  expect((await send('GET', '/health')).status).toBe(200);
  const claims = { aud: AUDIENCE, tid: TENANT, oid: 'o-2' };
  const headers = { 'x-ms-client-principal': principal(['Backstay.Read'], claims) };
  expect((await send('GET', '/targets', { headers })).status).toBe(200);
});

test('a correlation id of the caller comes back, and anything else does not', async () => {
  const id = 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee';
  const given = async (value: string) =>
    (await api.send('GET', '/health', { headers: { 'x-correlation-id': value } })).headers.get('x-correlation-id');
  expect(await given(id)).toBe(id);
  expect(await given('<script>')).toBe('0f9f6a53-3c6b-4d8e-9a0e-5c1b2d3e4f50');
});

test('the record is served page by page, with words that need an earlier page', async () => {
  const first = await api.send('GET', `/audit?target=${target}&limit=2`, { rights: ALL });
  expect(first.json).toMatchObject({ total: 3, unreadable: 0, next: 2, entries: [{ sequence: 1 }, { sequence: 2 }] });
  const asked: unknown[] = [];
  const { send } = await testApi({
    auditPage: async (...page) => {
      asked.push(page);
      return { total: 9, entries: [], unreadable: 1, earlier: [], next: 7 };
    },
  });
  expect((await send('GET', `/audit?target=${target}&limit=3&after=4`, { rights: ALL })).json).toMatchObject({
    total: 9,
    entries: [],
    unreadable: 1,
    next: 7,
  });
  expect(asked).toEqual([[TARGET, 4, 3]]);
  const second = await api.send('GET', `/audit?target=${target}&limit=2&after=2`, { rights: ALL });
  expect(second.json.entries).toMatchObject([{ sequence: 3, type: 'calledByHand', caller: { kind: 'user' } }]);
  expect(second.json).not.toHaveProperty('next');
});
