import { afterAll, beforeAll, expect, test } from 'vitest';
import { PERSON, SUBSCRIPTION_ID } from '../../../../local/demo/world.ts';
import { CLUSTER, GROUP_ID, startTestArm, type TestArm, VAULT } from '../../../support/local-arm.ts';

let azure: TestArm;
let vault: string;
let cluster: string;

const SUBSCRIPTION = `/subscriptions/${SUBSCRIPTION_ID}`;
const READER = `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7`;
const name = (digit: number) => `11111111-2222-4333-8444-55555555555${digit}`;
const at = (scope: string, digit: number) =>
  `${scope}/providers/Microsoft.Authorization/roleAssignments/${name(digit)}`;

beforeAll(async () => {
  azure = await startTestArm({ recordTo: `.traffic/arm-roles-${process.pid}.ndjson` });
  await azure.furnish();
  vault = (await azure.send('GET', VAULT)).body.identity.principalId;
  cluster = (await azure.send('GET', CLUSTER)).body.identity.principalId;
  for (const [scope, digit, principalId] of [
    [SUBSCRIPTION, 1, vault],
    [GROUP_ID, 2, vault],
    [CLUSTER, 3, vault],
    [GROUP_ID, 4, cluster],
  ] as const) {
    const put = await azure.send('PUT', at(scope, digit), {
      properties: { roleDefinitionId: READER, principalId, principalType: 'ServicePrincipal' },
    });
    expect(put.status).toBe(201);
  }
});
afterAll(() => azure.arm.close());

test('a grant answers in the form of ARM, with who wrote it', async () => {
  const { body } = await azure.send('GET', at(GROUP_ID, 2));
  expect(body).toMatchObject({
    name: name(2),
    type: 'Microsoft.Authorization/roleAssignments',
    properties: {
      scope: GROUP_ID,
      principalId: vault,
      principalType: 'ServicePrincipal',
      condition: null,
      // The PUT answers null here; read again, it is the caller.
      createdBy: PERSON.objectId,
      updatedBy: PERSON.objectId,
    },
  });
});

test.each<[string, string, string, readonly number[]]>([
  ['all at, above and below the group', GROUP_ID, '', [1, 2, 3, 4]],
  ['at and above only', GROUP_ID, 'atScope()', [1, 2, 4]],
  ['of one principal', SUBSCRIPTION, `principalId eq 'VAULT'`, [1, 2, 3]],
  ['assigned to one principal', SUBSCRIPTION, `assignedTo('VAULT')`, [1, 2, 3]],
  ['of one principal, at and above the cluster', CLUSTER, `atScope() and assignedTo('VAULT')`, [1, 2, 3]],
  ['of another', CLUSTER, `assignedTo('CLUSTER')`, [4]],
])('a list shows %s', async (_, scope, filter, expected) => {
  const text = filter.replace('VAULT', vault).replace('CLUSTER', cluster);
  const query = `api-version=2022-04-01${text === '' ? '' : `&$filter=${encodeURIComponent(text)}`}`;
  const { body } = await azure.send('GET', `${scope}/providers/Microsoft.Authorization/roleAssignments`, undefined, {
    query,
  });
  const names = body.value.map((one: { name: string }) => one.name);
  expect(names.sort()).toEqual(expected.map(name));
});

test('what is deleted is gone, and deleting it again is no error', async () => {
  expect((await azure.send('DELETE', at(GROUP_ID, 4))).status).toBe(200);
  expect((await azure.send('GET', at(GROUP_ID, 4))).status).toBe(404);
  expect((await azure.send('DELETE', at(GROUP_ID, 4))).status).toBe(204);
});

// Recorded: 201 for a PUT of the same grant under its own name, and 409 under another.
test('the same grant again is an edit, which takes a condition away that it leaves out', async () => {
  const properties = { roleDefinitionId: READER, principalId: vault, principalType: 'ServicePrincipal' };
  const condition = "((!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})))";
  const under = await azure.send('PUT', at(GROUP_ID, 2), {
    properties: { ...properties, condition, conditionVersion: '2.0' },
  });
  expect(under).toMatchObject({ status: 201, body: { properties: { condition } } });
  expect((await azure.send('PUT', at(GROUP_ID, 2), { properties })).status).toBe(201);
  expect((await azure.send('GET', at(GROUP_ID, 2))).body.properties.condition).toBeNull();
  const twice = await azure.send('PUT', at(GROUP_ID, 6), { properties });
  expect(twice).toMatchObject({ status: 409, body: { error: { code: 'RoleAssignmentExists' } } });
});

test('a new identity is not known to the directory at once', async () => {
  const put = await azure.send('PUT', `${VAULT}2`, {
    location: 'westeurope',
    identity: { type: 'SystemAssigned' },
    properties: { storageSettings: [] },
  });
  const body = {
    properties: {
      roleDefinitionId: READER,
      principalId: put.body.identity.principalId,
      principalType: 'ServicePrincipal',
    },
  };
  expect((await azure.send('PUT', at(GROUP_ID, 5), body)).body.error.code).toBe('PrincipalNotFound');
  await azure.wait(15);
  expect((await azure.send('PUT', at(GROUP_ID, 5), body)).status).toBe(201);
});

test('role definitions are found by name', async () => {
  const query = `api-version=2022-04-01&$filter=${encodeURIComponent("roleName eq 'Contributor'")}`;
  const { body } = await azure.send(
    'GET',
    `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions`,
    undefined,
    { query },
  );
  expect(body.value).toMatchObject([
    { name: 'b24988ac-6180-42a0-ab88-20f7382dd24c', properties: { roleName: 'Contributor' } },
  ]);
});

test('the 4,001st assignment of a subscription is refused, and an edit is not', async () => {
  const { roleAssignments } = azure.arm.state;
  const [first] = roleAssignments.all();
  if (first === undefined) throw new Error('There is no assignment.');
  for (let index = roleAssignments.all().length; index < 4000; index++) {
    const scope = `${SUBSCRIPTION}/resourceGroups/${index}`;
    const id = `${scope}/providers/Microsoft.Authorization/roleAssignments/${name(0)}`;
    roleAssignments.set({ ...first, id, properties: { ...first.properties, scope } });
  }
  const grant = (principalId: string) => ({
    properties: { roleDefinitionId: READER, principalId, principalType: 'ServicePrincipal' },
  });
  expect(await azure.send('PUT', at(CLUSTER, 9), grant(cluster))).toMatchObject({
    status: 400,
    body: { error: { code: 'RoleAssignmentLimitExceeded', message: 'No more role assignments can be created' } },
  });
  expect((await azure.send('PUT', at(GROUP_ID, 2), grant(vault))).status).toBe(201);
});
