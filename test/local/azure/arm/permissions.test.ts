import { afterAll, beforeAll, expect, test } from 'vitest';
import { mintToken } from '../../../../local/azure/identity/token.ts';
import { BOT, SUBSCRIPTION_ID } from '../../../../local/demo/world.ts';
import { ACCOUNT, CLUSTER, GROUP_ID, startTestArm, type TestArm, VAULT } from '../../../support/local-arm.ts';

const SUBSCRIPTION = `/subscriptions/${SUBSCRIPTION_ID}`;
const READER = 'acdd72a7-3385-48ef-bd42-f606fba81ae7';
const CONTRIBUTOR = 'b24988ac-6180-42a0-ab88-20f7382dd24c';
const BLOB_READER = '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1';
const ALL = { actions: ['*'], notActions: [], dataActions: [], notDataActions: [] };

let azure: TestArm;

// Not recorded: the checker finds no operation for a resource without a parent, whichever way its
// path is written.
beforeAll(async () => {
  azure = await startTestArm();
  await azure.furnish();
  await azure.send('PUT', `${GROUP_ID}2`, { location: 'westeurope' });
});
afterAll(() => azure.arm.close());

async function asBot(scope: string): Promise<readonly { readonly actions: readonly string[] }[]> {
  const { objectId: oid, appId: appid, tenantId: tid } = BOT;
  const token = mintToken({ aud: 'https://management.azure.com', oid, appid, tid }, azure.timeline.now());
  const headers = { authorization: `Bearer ${token}` };
  const id = `${scope}/providers/Microsoft.Authorization/permissions`;
  const { status, body } = await azure.send('GET', id, undefined, { headers });
  expect(status).toBe(200);
  return body.value;
}

const assignment = (scope: string, digit: number) =>
  `${scope}/providers/Microsoft.Authorization/roleAssignments/11111111-2222-4333-8444-55555555555${digit}`;
const grant = (scope: string, digit: number, role: string) =>
  azure.send('PUT', assignment(scope, digit), {
    properties: {
      roleDefinitionId: `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/${role}`,
      principalId: BOT.objectId,
      principalType: 'ServicePrincipal',
    },
  });

test('who was granted nothing hears that he may do everything', async () => {
  expect(await asBot(GROUP_ID)).toEqual([ALL]);
  expect(await asBot(CLUSTER)).toEqual([ALL]);
});

test('who was granted something hears of that alone, inherited grants included', async () => {
  for (const [scope, digit, role] of [
    [SUBSCRIPTION, 1, READER],
    [GROUP_ID, 2, CONTRIBUTOR],
    [GROUP_ID, 3, READER],
    [ACCOUNT, 4, BLOB_READER],
  ] as const)
    expect((await grant(scope, digit, role)).status).toBe(201);

  const reader = { ...ALL, actions: ['*/read'] };
  const contributor = {
    ...ALL,
    notActions: expect.arrayContaining(['Microsoft.Authorization/*/Write']),
  };
  expect(await asBot(`${GROUP_ID}2`)).toEqual([reader]);
  expect(await asBot(GROUP_ID)).toEqual([reader, contributor]);
  expect(await asBot(VAULT.toUpperCase().replace('/SUBSCRIPTIONS', '/subscriptions'))).toEqual([reader, contributor]);
  expect(await asBot(ACCOUNT)).toEqual([
    reader,
    contributor,
    {
      actions: expect.arrayContaining(['Microsoft.Storage/storageAccounts/blobServices/containers/read']),
      notActions: [],
      dataActions: ['Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read'],
      notDataActions: [],
    },
  ]);
});

test('what was granted elsewhere is nothing here', async () => {
  await azure.send('DELETE', assignment(SUBSCRIPTION, 1));
  expect(await asBot(`${GROUP_ID}2`)).toEqual([]);
});

test.each([
  ['a resource that is not', `${VAULT}x`, 'ResourceNotFound'],
  ['a group that is not', `${GROUP_ID}x`, 'ResourceGroupNotFound'],
])('nothing is known of %s', async (_, scope, code) => {
  const answer = await azure.send('GET', `${scope}/providers/Microsoft.Authorization/permissions`);
  expect(answer).toMatchObject({ status: 404, body: { error: { code } } });
});

test('the clients of Azure write an empty parent path', async () => {
  const id = ACCOUNT.replace('Microsoft.Storage/', 'Microsoft.Storage//');
  expect(await asBot(id)).toEqual(await asBot(ACCOUNT));
});

test('the list of a group is as Azure specifies it', async () => {
  const recorded = await startTestArm({ recordTo: `.traffic/arm-permissions-${process.pid}.ndjson` });
  await recorded.furnish();
  const { body } = await recorded.send('GET', `${GROUP_ID}/providers/Microsoft.Authorization/permissions`);
  expect(body).toEqual({ value: [ALL] });
  await recorded.arm.close();
});
