import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { quoted } from '../../../shared/azure/resource-graph.ts';
import type { Arm } from '../../../shared/ports/arm.ts';
import { armAt, type Reply, type StubArm, startStubArm } from '../../support/azure/stub-arm.ts';
import { SUBSCRIPTION } from '../../support/facts.ts';

let azure: StubArm;
let arm: Arm;
beforeAll(async () => {
  azure = await startStubArm();
  arm = armAt(azure.origin);
});
afterAll(() => azure.close());

const page = (data: unknown, rest: object = {}): Reply => ({
  status: 200,
  body: { totalRecords: 2, count: 1, resultTruncated: 'false', facets: [], data, ...rest },
});
const query = (...replies: readonly Reply[]) => {
  azure.willReply(...replies);
  return arm.queryResourceGraph([SUBSCRIPTION], 'policyresources');
};

test('a query goes out with its scope, and its rows come back', async () => {
  expect(await query(page([{ id: 'a', properties: { deep: [1] } }]))).toMatchObject({
    ok: true,
    value: [{ id: 'a', properties: { deep: [1] } }],
    trace: { call: 'POST /providers/Microsoft.ResourceGraph/resources' },
  });
  expect(azure.received).toMatchObject([
    {
      method: 'POST',
      path: '/providers/Microsoft.ResourceGraph/resources?api-version=2024-04-01',
      body: {
        subscriptions: [SUBSCRIPTION],
        query: 'policyresources',
        options: { resultFormat: 'objectArray', authorizationScopeFilter: 'AtScopeAboveAndBelow' },
      },
    },
  ]);
});

test('further pages are asked for by their token', async () => {
  const first = page([{ id: 'a' }], { $skipToken: 'more', resultTruncated: 'true' });
  expect(await query(first, page([{ id: 'b' }]))).toMatchObject({ ok: true, value: [{ id: 'a' }, { id: 'b' }] });
  expect(azure.received.map(({ body }) => body)).toMatchObject([{ options: {} }, { options: { $skipToken: 'more' } }]);
});

test('no rows are an answer', async () => {
  expect(await query(page([]))).toMatchObject({ ok: true, value: [] });
});

describe('half an answer is none:', () => {
  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['text', 'rows'],
    ['no data', {}],
    ['data as a table', { data: { columns: [], rows: [] } }],
    ['a row that is none', { data: [{ id: 'a' }, null] }],
    ['rows cut off', { data: [{ id: 'a' }], resultTruncated: 'true' }],
    ['rows cut off, said as a switch', { data: [{ id: 'a' }], resultTruncated: true }],
  ])('%s', async (_, body) => {
    expect(await query({ status: 200, body })).toMatchObject({
      ok: false,
      failure: { class: 'transient', code: 'UnreadableAnswer' },
    });
  });

  test('a failure on the second page', async () => {
    const denied = { status: 403, body: { error: { code: 'AuthorizationFailed', message: 'no' } } };
    expect(await query(page([{ id: 'a' }], { $skipToken: 'more' }), denied)).toMatchObject({
      ok: false,
      failure: { class: 'forbidden', code: 'AuthorizationFailed' },
    });
  });

  test('pages without end', async () => {
    const endless = Array.from({ length: 101 }, () => page([{ id: 'a' }], { $skipToken: 'same' }));
    expect(await query(...endless)).toMatchObject({ ok: false, failure: { code: 'UnreadableAnswer' } });
    expect(azure.received).toHaveLength(100);
  });
});

test.each([
  ['plain', "'plain'"],
  ["it's", "'it\\'s'"],
  ['back\\', "'back\\\\'"],
  ["a') | take 1 //", "'a\\') | take 1 //'"],
  ['two\nlines', "'two lines'"],
])('%o stands in a query as %s', (text, literal) => {
  expect(quoted(text)).toBe(literal);
});
