import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Arm } from '../../../shared/ports/arm.ts';
import { armAt, type StubArm, startStubArm } from '../../support/azure/stub-arm.ts';
import { SNAPSHOT_GROUP_ID, SUBSCRIPTION, SUBSCRIPTION_ID } from '../../support/facts.ts';

let azure: StubArm;
let arm: Arm;
beforeAll(async () => {
  azure = await startStubArm();
  arm = armAt(azure.origin);
});
afterAll(() => azure.close());

const TYPE = 'providers/Microsoft.Authorization/locks';
const lock = (id: string, properties: unknown = { level: 'ReadOnly', notes: 'why' }) => ({
  id,
  name: 'keep',
  properties,
});

test('are read in all pages, each with what it locks', async () => {
  azure.willReply(
    {
      status: 200,
      body: {
        value: [lock(`/subscriptions/${SUBSCRIPTION}/${TYPE}/keep`)],
        nextLink: `${azure.origin}/next?api-version=2020-05-01`,
      },
    },
    { status: 200, body: { value: [lock(`${SNAPSHOT_GROUP_ID.toUpperCase()}/${TYPE}/keep`)] } },
  );
  expect(await arm.listLocks(SUBSCRIPTION)).toMatchObject({
    ok: true,
    value: [
      { scope: SUBSCRIPTION_ID, level: 'ReadOnly', notes: 'why', name: 'keep' },
      { scope: SNAPSHOT_GROUP_ID, level: 'ReadOnly' },
    ],
  });
  expect(azure.received[0]?.path).toBe(`/subscriptions/${SUBSCRIPTION}/${TYPE}?api-version=2020-05-01`);
});

test.each([
  ['without properties', null, 'ReadOnly'],
  ['of no level', { level: null }, 'ReadOnly'],
  ['against deletion', { level: 'CanNotDelete', notes: null, owners: null }, 'CanNotDelete'],
])('a lock %s is %s', async (_, properties, level) => {
  azure.willReply({ status: 200, body: { value: [lock(`${SNAPSHOT_GROUP_ID}/${TYPE}/keep`, properties)] } });
  expect(await arm.listLocks(SUBSCRIPTION)).toMatchObject({ value: [{ level, notes: undefined }] });
});

test('what is no lock on anything of ours is left out', async () => {
  azure.willReply({
    status: 200,
    body: { value: [lock('/providers/elsewhere/keep'), { name: 'nameless' }, lock('')] },
  });
  expect(await arm.listLocks(SUBSCRIPTION)).toMatchObject({ ok: true, value: [] });
});

test.each([
  ['no list', {}],
  ['a list of something else', { value: ['text'] }],
])('%s is unreadable, not empty', async (_, body) => {
  azure.willReply({ status: 200, body });
  expect(await arm.listLocks(SUBSCRIPTION)).toMatchObject({ ok: false, failure: { code: 'UnreadableAnswer' } });
});

test('a next page at a foreign address is not asked for', async () => {
  azure.willReply({ status: 200, body: { value: [], nextLink: 'https://evil.example/next' } });
  expect(await arm.listLocks(SUBSCRIPTION)).toMatchObject({ ok: false, failure: { code: 'ForeignAddress' } });
  expect(azure.received).toHaveLength(1);
});
