import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PERSON, SUBSCRIPTION_ID } from '../../../../local/demo/world.ts';
import {
  ACCOUNT,
  BINDING,
  BINDING_PUT,
  CLUSTER,
  CLUSTER_PUT,
  EXTENSION,
  EXTENSION_PUT,
  GROUP_ID,
  startTestArm,
  type TestArm,
  VAULT,
  VAULT_PUT,
} from '../../../support/local-arm.ts';
import { appOf, bearer, deployed, guidFor } from '../../../support/rights.ts';

const SUBSCRIPTION = `/subscriptions/${SUBSCRIPTION_ID}`;
const NOWHERE = '/subscriptions/5f0c2b1e-8a3d-4c7b-9e21-6d4f8a1b2c3e';
const OTHER_GROUP = `${SUBSCRIPTION}/resourceGroups/other`;
const IDENTITY = `${OTHER_GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id1`;
const SUBNET = `${OTHER_GROUP}/providers/Microsoft.Network/virtualNetworks/net/subnets/nodes`;
const READER = 'acdd72a7-3385-48ef-bd42-f606fba81ae7';
const CONTRIBUTOR = 'b24988ac-6180-42a0-ab88-20f7382dd24c';
const AKS = 'Microsoft.ContainerService/managedClusters';
const JOIN = 'Microsoft.Network/virtualNetworks/subnets/join/action';
const ASSIGN = 'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action';
const location = 'westeurope';

const observer = guidFor('observer');
const groupReader = guidFor('reader of the group');
const writer = guidFor('writer in the group');
const linker = guidFor('writer in the group who may link');
const contributor = guidFor('contributor');
const stranger = guidFor('stranger');

const GRANT_PUT = {
  properties: { roleDefinitionId: `/${READER}`, principalId: observer, principalType: 'ServicePrincipal' },
};

const WRITES = {
  actions: [
    `${AKS}/*`,
    'Microsoft.DataProtection/backupVaults/write',
    'Microsoft.KubernetesConfiguration/extensions/write',
    'Microsoft.Authorization/policyAssignments/write',
  ],
};

let azure: TestArm;
beforeAll(async () => {
  azure = await startTestArm({
    owners: [PERSON.objectId.toUpperCase()],
    rights: deployed(
      { principalId: observer, scope: SUBSCRIPTION, role: READER },
      { principalId: groupReader, scope: GROUP_ID, role: READER },
      { principalId: writer, scope: GROUP_ID, role: WRITES },
      { principalId: linker, scope: GROUP_ID, role: WRITES },
      { principalId: linker, scope: SUBNET, role: { actions: [JOIN] } },
      { principalId: linker, scope: IDENTITY, role: { actions: [ASSIGN] } },
      { principalId: linker, scope: VAULT, role: { actions: ['Microsoft.DataProtection/backupVaults/read'] } },
      { principalId: contributor, scope: GROUP_ID, role: CONTRIBUTOR },
    ),
    recordTo: `.traffic/arm-enforced-rights-${process.pid}.ndjson`,
  });
  await azure.furnish();
  await azure.register();
  await azure.send('PUT', OTHER_GROUP, { location });
  await azure.send('PUT', IDENTITY, { location });
  await azure.send('PUT', SUBNET.replace(/\/subnets\/.*/, ''), {
    location,
    properties: {
      addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
      subnets: [{ name: 'nodes', properties: { addressPrefix: '10.0.1.0/24' } }],
    },
  });
  await azure.send('PUT', EXTENSION, EXTENSION_PUT);
  await azure.wait(400);
});
afterAll(() => azure.arm.close());

function as(principalId: string, method: string, id: string, body?: unknown, query?: string) {
  const headers = bearer(principalId, azure.timeline.now());
  return azure.send(method, id, body, { headers, ...(query !== undefined && { query }) });
}
const refused = { status: 403, body: { error: { code: 'AuthorizationFailed' } } };

describe('who was granted nothing', () => {
  test.each([
    ['GET', CLUSTER],
    ['GET', GROUP_ID],
    ['GET', `${SUBSCRIPTION}/providers/Microsoft.KubernetesConfiguration`],
    ['GET', `${CLUSTER}/providers/Microsoft.Authorization/permissions`],
    ['GET', `${VAULT}-new`],
    ['DELETE', CLUSTER],
  ])('may not %s %s', async (method, id) => {
    expect(await as(stranger, method, id)).toMatchObject(refused);
  });

  test('does not learn what exists', async () => {
    const texts = [];
    for (const id of [VAULT, `${VAULT}-gone`, VAULT.replace('/rg/', '/gone/')]) {
      const { status, body } = await as(stranger, 'GET', id);
      expect(status).toBe(403);
      texts.push(body.error.message.replace(id, 'ID'));
    }
    expect(new Set(texts).size).toBe(1);
  });

  test('sees no subscription, and hears of one that is in no tenant', async () => {
    const list = await as(stranger, 'GET', '/subscriptions', undefined, 'api-version=2022-12-01');
    expect(list).toMatchObject({ status: 200, body: { value: [] } });
    const gone = await as(stranger, 'GET', `${NOWHERE}/resourceGroups/rg`);
    expect(gone).toMatchObject({ status: 404, body: { error: { code: 'SubscriptionNotFound' } } });
  });

  test('may ask Resource Graph, of which nothing is found', async () => {
    const answer = await query(stranger, {});
    expect(answer).toMatchObject({ status: 200, body: { data: [] } });
    const named = await query(stranger, { subscriptions: [SUBSCRIPTION_ID] });
    expect(named.body.error.details[0].code).toBe('NoValidSubscriptionsInQueryRequest');
  });
});

function query(principalId: string, more: object) {
  const body = { query: 'kubernetesconfigurationresources | project id', ...more };
  return as(principalId, 'POST', '/providers/Microsoft.ResourceGraph/resources', body);
}

describe('who may only read', () => {
  test.each([
    ['PUT', CLUSTER, CLUSTER_PUT],
    ['PATCH', CLUSTER, { tags: {} }],
    ['DELETE', CLUSTER],
    ['POST', `${CLUSTER}/stop`],
    ['POST', `${CLUSTER}/runCommand`, { command: 'kubectl get ns -o json' }],
    ['PUT', BINDING, BINDING_PUT],
    ['PUT', EXTENSION, EXTENSION_PUT],
    ['PATCH', EXTENSION, { properties: {} }],
    ['DELETE', EXTENSION],
    ['PUT', VAULT, VAULT_PUT],
    ['PATCH', VAULT, {}],
    ['PATCH', ACCOUNT, { properties: { networkAcls: { bypass: 'AzureServices', defaultAction: 'Deny' } } }],
    ['POST', `${ACCOUNT}/listKeys`],
    ['PUT', `${ACCOUNT}/blobServices/default/containers/backups`, {}],
    ['PUT', `${SUBSCRIPTION}/resourceGroups/new`, { location }],
    ['POST', `${SUBSCRIPTION}/providers/Microsoft.KubernetesConfiguration/register`],
    ['PUT', `${GROUP_ID}/providers/Microsoft.Authorization/locks/l`, { properties: { level: 'ReadOnly' } }],
    ['PUT', `${CLUSTER}/providers/Microsoft.Authorization/roleAssignments/${guidFor('grant')}`, GRANT_PUT],
    ['PUT', `${GROUP_ID}/providers/Microsoft.Authorization/roleDefinitions/${guidFor('role')}`, {}],
    ['PATCH', `${GROUP_ID}/providers/Microsoft.Authorization/policyAssignments/p`, {}],
  ])('is refused %s %s', async (method, id, body?: object) => {
    expect(await as(observer, method, id, body)).toMatchObject(refused);
  });

  test.each([CLUSTER, `${CLUSTER}/trustedAccessRoleBindings`, EXTENSION, VAULT, ACCOUNT, GROUP_ID])(
    'reads %s',
    async (id) => {
      expect((await as(observer, 'GET', id)).status).toBe(200);
    },
  );

  test('is given that alone', async () => {
    const { body } = await as(observer, 'GET', `${CLUSTER}/providers/Microsoft.Authorization/permissions`);
    expect(body.value).toEqual([{ actions: ['*/read'], notActions: [], dataActions: [], notDataActions: [] }]);
  });

  test('learns what is missing where nothing is', async () => {
    expect((await as(observer, 'GET', `${VAULT}-gone`)).status).toBe(404);
  });
});

describe('who may read a group', () => {
  test('reads what is in it, and nothing of the subscription', async () => {
    expect((await as(groupReader, 'GET', VAULT)).status).toBe(200);
    expect((await as(groupReader, 'GET', `${GROUP_ID}/providers/${AKS}`)).status).toBe(200);
    for (const id of [`${SUBSCRIPTION}/providers/${AKS}`, `${SUBSCRIPTION}/resourceGroups`, OTHER_GROUP]) {
      expect(await as(groupReader, 'GET', id)).toMatchObject(refused);
    }
  });

  test('sees the subscription that it is in', async () => {
    const { body } = await as(groupReader, 'GET', '/subscriptions', undefined, 'api-version=2022-12-01');
    expect(body.value).toMatchObject([{ subscriptionId: SUBSCRIPTION_ID }]);
  });

  test('finds what is in it, and of other groups nothing', async () => {
    const elsewhere = CLUSTER.replace(GROUP_ID, OTHER_GROUP);
    await azure.send('PUT', elsewhere, CLUSTER_PUT);
    await azure.wait(400);
    await azure.send('PUT', EXTENSION.replace(GROUP_ID, OTHER_GROUP), EXTENSION_PUT);
    const idsFor = async (principalId: string) =>
      (await query(principalId, { subscriptions: [SUBSCRIPTION_ID] })).body.data.map(({ id }: { id: string }) => id);
    expect(await idsFor(groupReader)).toEqual([EXTENSION]);
    expect(await idsFor(observer)).toEqual([EXTENSION.replace(GROUP_ID, OTHER_GROUP), EXTENSION]);
  });
});

describe('Contributor', () => {
  test('writes, but manages no access', async () => {
    expect((await as(contributor, 'PATCH', ACCOUNT, { tags: { a: 'b' } })).status).toBe(200);
    const grant = `${GROUP_ID}/providers/Microsoft.Authorization/roleAssignments/${guidFor('own')}`;
    const answer = await as(contributor, 'PUT', grant, {
      properties: { roleDefinitionId: `/${CONTRIBUTOR}`, principalId: contributor, principalType: 'ServicePrincipal' },
    });
    // Of what conditions can speak of, the text always says so.
    expect(answer).toMatchObject({
      ...refused,
      body: { error: { message: expect.stringContaining('or an ABAC condition not fulfilled to perform') } },
    });
    expect(await as(contributor, 'DELETE', grant)).toMatchObject(refused);
  });
});

describe('what a write links to needs a right of its own', () => {
  const pools = (pool: object) => ({
    ...CLUSTER_PUT,
    properties: {
      ...CLUSTER_PUT.properties,
      agentPoolProfiles: [{ ...CLUSTER_PUT.properties.agentPoolProfiles[0], ...pool }],
    },
  });
  const identity = { type: 'UserAssigned', userAssignedIdentities: { [IDENTITY]: {} } };
  const policy = `${GROUP_ID}/providers/Microsoft.Authorization/policyAssignments/p`;
  const assignment = {
    location,
    identity,
    properties: {
      policyDefinitionId: '/providers/Microsoft.Authorization/policyDefinitions/95edb821-ddaf-4404-9732-666045e056b4',
    },
  };

  test.each<[string, string, string, object, string, string]>([
    [
      'binding',
      BINDING,
      `${AKS}/trustedAccessRoleBindings/write`,
      BINDING_PUT,
      'Microsoft.DataProtection/backupVaults/read',
      VAULT,
    ],
    ['subnet', `${CLUSTER}-2`, `${AKS}/write`, pools({ vnetSubnetID: SUBNET }), JOIN, SUBNET],
    ['identity of a cluster', `${CLUSTER}-3`, `${AKS}/write`, { ...CLUSTER_PUT, identity }, ASSIGN, IDENTITY],
    [
      'identity of a vault',
      `${VAULT}-3`,
      'Microsoft.DataProtection/backupVaults/write',
      { ...VAULT_PUT, identity },
      ASSIGN,
      IDENTITY,
    ],
    ['identity of a policy', policy, 'Microsoft.Authorization/policyAssignments/write', assignment, ASSIGN, IDENTITY],
  ])('%s', async (_, id, action, body, linkedAction, linked) => {
    const answer = await as(writer, 'PUT', id, body);
    expect(answer.status).toBe(403);
    expect(answer.headers.get('x-ms-failure-cause')).toBe('gateway');
    expect(answer.body).toEqual({
      error: {
        code: 'LinkedAuthorizationFailed',
        message:
          `The client '${appOf(writer)}' with object id '${writer}' has permission to perform action '${action}' on scope ` +
          `'${id}'; however, it does not have permission to perform action '${linkedAction}' on the linked scope(s) ` +
          `'${linked}' or the linked scope(s) are invalid.`,
      },
    });
    expect((await as(linker, 'PUT', id, body)).status).toBe(201);
    await azure.wait(400);
  });

  test('removing an identity needs no right to assign it', async () => {
    const body = { identity: { type: 'SystemAssigned', userAssignedIdentities: { [IDENTITY]: null } } };
    expect((await as(writer, 'PATCH', VAULT, body)).status).toBeLessThan(300);
    const cluster = { ...CLUSTER_PUT, identity: { ...identity, userAssignedIdentities: { [IDENTITY]: null } } };
    expect(await as(writer, 'PUT', `${CLUSTER}-4`, cluster)).toMatchObject({ status: 400 });
  });
});

test('what is granted later counts, and no more once it is removed', async () => {
  const grant = `${VAULT}/providers/Microsoft.Authorization/roleAssignments/${guidFor('later')}`;
  expect(await as(writer, 'GET', VAULT)).toMatchObject(refused);
  const put = await azure.send('PUT', grant, {
    properties: {
      roleDefinitionId: `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/${READER}`,
      principalId: writer,
      principalType: 'ServicePrincipal',
    },
  });
  expect(put.status).toBe(201);
  expect((await as(writer, 'GET', VAULT)).status).toBe(200);
  await azure.send('DELETE', grant);
  expect(await as(writer, 'GET', VAULT)).toMatchObject(refused);
});

test('owners may do everything, without an assignment that anybody could list', async () => {
  const { body } = await azure.send('GET', `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleAssignments`);
  const principals = body.value.map((one: { properties: { principalId: string } }) => one.properties.principalId);
  expect(principals).not.toContain(PERSON.objectId);
  const permissions = await azure.send('GET', `${GROUP_ID}/providers/Microsoft.Authorization/permissions`);
  expect(permissions.body.value).toEqual([{ actions: ['*'], notActions: [], dataActions: [], notDataActions: [] }]);
});
