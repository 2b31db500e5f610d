import { expect, test } from 'vitest';
import type { KnownCaller } from '../../../shared/api/caller.ts';
import type { ApiCalls } from '../../../shared/api/calls.ts';
import { createFormTokens, type FormPurpose } from '../../../shared/api/form-token.ts';
import { Refusal } from '../../../shared/api/problem.ts';
import { RIGHTS } from '../../../shared/model/caller.ts';
import { targetIdOf } from '../../../shared/model/target-id.ts';
import { PLAN_ID, TENANT, testApi } from '../../support/api/test-api.ts';
import { TARGET } from '../../support/record.ts';

const target = targetIdOf(TARGET);
/** The caller that `send` makes calls as. */
const CALLER: KnownCaller = { caller: { kind: 'user', objectId: 'o-1', tenantId: TENANT }, rights: RIGHTS };
const APPROVAL: FormPurpose = { form: 'approval', targetId: target, about: 'a-1' };
const FROM_PAGE = { origin: 'https://app.example', 'sec-fetch-site': 'same-origin' };

const FORMS: readonly (readonly [string, FormPurpose, Readonly<Record<string, string>>])[] = [
  ['/report/approvals/a-1', APPROVAL, { target, answer: 'decline' }],
  [
    '/report/acceptances',
    { form: 'accept', targetId: target, about: PLAN_ID },
    { target, rule: 'BKS-102', basis: PLAN_ID, reason: 'It is so.', owner: 'network', until: '2027-01-31' },
  ],
  [`/report/acceptances/${PLAN_ID}/end`, { form: 'acceptanceEnd', targetId: target, about: PLAN_ID }, { target }],
  ['/report/undo', { form: 'undo', targetId: target, about: PLAN_ID }, { target, planId: PLAN_ID }],
  ['/report/resume', { form: 'resume', targetId: target }, { target }],
  ['/report/check', { form: 'check', targetId: target }, { target }],
];

async function submit(
  path: string,
  fields: Readonly<Record<string, string>>,
  {
    calls = {},
    headers = FROM_PAGE,
    token = APPROVAL,
  }: {
    readonly calls?: Partial<ApiCalls>;
    readonly headers?: Readonly<Record<string, string>>;
    readonly token?: FormPurpose | string;
  },
) {
  const { send, formTokens } = await testApi(calls);
  const made = typeof token === 'string' ? token : await formTokens.make(CALLER, token);
  return send('POST', path, {
    rights: RIGHTS,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: String(new URLSearchParams({ ...fields, token: made })),
  });
}

test.each(FORMS)('%s does what was asked for, and leads back to the page', async (path, token, fields) => {
  const answer = await submit(path, fields, { token });
  expect([answer.status, answer.headers.get('location')]).toEqual([
    303,
    `/api/report?target=${target}&done=${path === '/report/check' ? 'check' : 1}`,
  ]);
});

test.each(FORMS)('%s takes no token of another form, and none that is none', async (path, _, fields) => {
  const others = FORMS.filter(([other]) => other !== path).map(([, purpose]) => purpose);
  for (const token of [...others, '', 'x', `9999999999.${'A'.repeat(43)}`]) {
    const answer = await submit(path, fields, { token });
    expect([answer.status, answer.json.type]).toEqual([403, '/api/problems/cross-site']);
  }
});

test.each([
  ['another approval', '/report/approvals/a-2'],
  ['another case of the id', '/report/approvals/A-1'],
])('a token is not for %s', async (_, path) => {
  expect((await submit(path, { target, answer: 'approve' }, {})).status).toBe(403);
});

test.each([
  ['another site', { origin: 'https://evil.example' }],
  ['a sandbox', { origin: 'null' }],
  ['nobody knows', { accept: 'text/html' }],
])('a good token from %s is refused', async (_, headers) => {
  expect((await submit('/report/approvals/a-1', { target, answer: 'approve' }, { headers })).status).toBe(403);
});

test('a field more is refused', async () => {
  const { status, json } = await submit('/report/approvals/a-1', { target, answer: 'approve', force: 'yes' }, {});
  expect([status, json.errors[0].pointer]).toEqual([400, '/force']);
});

test.each<[string, Partial<ApiCalls>, string]>([
  [
    'was answered before',
    { answerApproval: async () => ({ kind: 'tooLate', because: 'AlreadyAnswered', why: 'It was declined.' }) },
    'conflict',
  ],
  ['is not there', { answerApproval: async () => ({ kind: 'unknown' }) }, 'not-found'],
])('what %s reads on the page', async (_, calls, problem) => {
  const answer = await submit('/report/approvals/a-1', { target, answer: 'approve' }, { calls });
  expect([answer.status, answer.headers.get('location')]).toEqual([
    303,
    `/api/report?target=${target}&problem=${problem}`,
  ]);
});

test('the page shows that a step is at work on the target', async () => {
  const calls: Partial<ApiCalls> = { resume: async () => 'busy' };
  const answer = await submit('/report/resume', { target }, { calls, token: { form: 'resume', targetId: target } });
  expect([answer.status, answer.headers.get('location')]).toEqual([303, `/api/report?target=${target}&problem=busy`]);
});

test('an undo that was refused leads to the plan of now, which shows why', async () => {
  const calls: Partial<ApiCalls> = { undo: async () => ({ kind: 'refused', why: 'Cluster shop is protected.' }) };
  const token = { form: 'undo', targetId: target, about: PLAN_ID } as const;
  const answer = await submit('/report/undo', { target, planId: PLAN_ID }, { calls, token });
  expect([answer.status, answer.headers.get('location')]).toEqual([
    303,
    `/api/report?target=${target}&undo=show&problem=protected`,
  ]);
});

test('a check is asked for once for each form that is sent', async () => {
  const asked: unknown[] = [];
  const calls: Partial<ApiCalls> = { check: async (about) => void asked.push(about) };
  await submit('/report/check', { target }, { calls, token: { form: 'check', targetId: target } });
  expect(asked).toEqual([TARGET]);
});

test('a caller with a function key may check, and comes back with the key', async () => {
  const { send, formTokens } = await testApi({}, { signIn: { by: 'functionKey' } });
  const known: KnownCaller = { caller: { kind: 'functionKey' }, rights: ['Backstay.Read', 'Backstay.Scan'] };
  const token = await formTokens.make(known, { form: 'check', targetId: target });
  const { status, headers } = await send('POST', '/report/check?code=a+key%26', {
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...FROM_PAGE },
    body: String(new URLSearchParams({ target, token })),
  });
  expect([status, headers.get('location')]).toEqual([303, `/api/report?target=${target}&done=check&code=a+key%26`]);
});

test.each([
  ['a right that is missing', 403, 'needs the app role Backstay.Approve', {}],
  ['too many calls', 429, 'Try again in', { points: 1 }],
] as const)('a browser gets %s as a page', async (_, status, words, options) => {
  const { send } = await testApi({}, options);
  const answer = await send('POST', '/report/approvals/a-1', {
    rights: status === 403 ? ['Backstay.Read'] : RIGHTS,
    headers: { accept: 'text/html,*/*;q=0.8', 'content-type': 'application/x-www-form-urlencoded', ...FROM_PAGE },
    body: '',
  });
  expect([answer.status, answer.headers.get('content-type')]).toEqual([status, 'text/html; charset=utf-8']);
  expect(answer.text).toContain(words);
  expect(answer.headers.get('content-security-policy')).toMatch(/script-src 'nonce-/);
});

test('a browser gets a target that is not found as a page, and a program as JSON', async () => {
  const report: ApiCalls['report'] = async () => {
    throw new Refusal('not-found', 'There is no target <b>with</b> this id.');
  };
  const { send } = await testApi({ report });
  const page = await send('GET', '/report?target=x', { rights: RIGHTS, headers: { accept: 'text/html' } });
  expect([page.status, page.text]).toEqual([404, expect.stringContaining('no target &lt;b&gt;with&lt;/b&gt; this id')]);
  expect((await send('GET', '/report?target=x', { rights: RIGHTS })).json.type).toBe('/api/problems/not-found');
});

test('JSON is no form', async () => {
  const { send } = await testApi();
  const body = { target, token: 'x' };
  expect((await send('POST', '/report/resume', { body, headers: FROM_PAGE, rights: RIGHTS })).status).toBe(415);
});

test('the page lets a browser say where its forms come from', async () => {
  const { send } = await testApi();
  const { headers } = await send('GET', '/report', { rights: RIGHTS });
  expect(headers.get('referrer-policy')).toBe('same-origin');
});

test('a token is for seven days, one caller and one secret', async () => {
  let now = new Date('2026-01-01T00:00:00Z');
  const clock = { now: () => now };
  const tokens = createFormTokens(async () => Buffer.from('one'), clock);
  const token = await tokens.make(CALLER, APPROVAL);
  await tokens.check(CALLER, APPROVAL, token);
  const other: KnownCaller = { ...CALLER, caller: { kind: 'user', objectId: 'o-2', tenantId: TENANT } };
  await expect(tokens.check(other, APPROVAL, token)).rejects.toThrow('Open the page again');
  const elsewhere = createFormTokens(async () => Buffer.from('two'), clock);
  await expect(elsewhere.check(CALLER, APPROVAL, token)).rejects.toThrow();

  const later = token.replace(/^\d+/, (expiry) => String(Number(expiry) + 1));
  await expect(tokens.check(CALLER, APPROVAL, later)).rejects.toThrow();
  now = new Date('2026-01-07T23:59:59Z');
  await tokens.check(CALLER, APPROVAL, token);
  now = new Date('2026-01-08T00:00:01Z');
  await expect(tokens.check(CALLER, APPROVAL, token)).rejects.toThrow();
});
