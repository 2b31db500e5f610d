import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { EVERYONE } from '../../../../local/azure/arm/providers/authorization/deny-assignment.ts';
import { PERSON, SUBSCRIPTION_ID } from '../../../../local/demo/world.ts';
import { ACCOUNT, CLUSTER, CLUSTER_PUT, GROUP_ID, startTestArm, type TestArm } from '../../../support/local-arm.ts';

const TYPE = 'Microsoft.Authorization/denyAssignments';
const NAME = '5b1f0c5e-2d0a-4a7e-8f11-0c9d6a3b7e42';
const LIST = { query: 'api-version=2022-04-01' };
const TAGS = { tags: { a: 'b' } };

let azure: TestArm;
beforeEach(async () => {
  // The specification of storage accounts has no refusal by rights, so those are not recorded.
  azure = await startTestArm();
  await azure.furnish();
});
afterEach(() => azure.arm.close());

function deny(changes: object = {}, scope = GROUP_ID): void {
  azure.arm.state.denyAssignments.set({
    id: `${scope}/providers/${TYPE}/${NAME}`,
    type: TYPE,
    name: NAME,
    properties: {
      denyAssignmentName: 'of a deployment stack',
      description: '',
      permissions: [
        {
          actions: ['Microsoft.Storage/storageAccounts/*'],
          notActions: ['*/read', 'Microsoft.Storage/storageAccounts/delete'],
          dataActions: [],
          notDataActions: [],
        },
      ],
      scope,
      doNotApplyToChildScopes: false,
      principals: [EVERYONE],
      excludePrincipals: [],
      isSystemProtected: true,
      ...changes,
    },
  });
}

const write = () => azure.send('PATCH', ACCOUNT, TAGS);

describe('a deny assignment', () => {
  test('refuses what it names', async () => {
    deny();
    const refused = await write();
    expect(refused).toMatchObject({ status: 403, body: { error: { code: 'DenyAssignmentAuthorizationFailed' } } });
    expect(refused.body.error.message).toContain(
      "the access is denied because of the deny assignment with name 'of a deployment stack'",
    );
    expect((await azure.send('GET', ACCOUNT)).body).not.toMatchObject(TAGS);
  });

  test('lets through what it does not name', async () => {
    deny();
    expect((await azure.send('GET', ACCOUNT)).status).toBe(200);
    expect((await azure.send('PATCH', GROUP_ID, TAGS)).status).toBe(200);
    expect((await azure.send('DELETE', ACCOUNT)).status).toBe(200);
  });

  test.each([
    ['is for others', { principals: [{ id: NAME, type: 'ServicePrincipal' as const }] }],
    ['leaves the caller out', { excludePrincipals: [{ id: PERSON.objectId, type: 'ServicePrincipal' as const }] }],
    ['is for its scope alone', { doNotApplyToChildScopes: true }],
  ])('that %s refuses nothing', async (_, changes) => {
    deny(changes);
    expect((await write()).status).toBe(200);
  });

  test('at another scope refuses nothing', async () => {
    deny({}, CLUSTER);
    expect((await write()).status).toBe(200);
  });

  test('is listed at its scope, above and below', async () => {
    azure = await startTestArm({ recordTo: `.traffic/arm-deny-assignments-${process.pid}.ndjson` });
    await azure.furnish();
    deny();
    const listed = async (scope: string, query = LIST) =>
      (await azure.send('GET', `${scope}/providers/${TYPE}`, undefined, query)).body.value.map(
        ({ name }: { name: string }) => name,
      );
    expect(await listed(GROUP_ID)).toEqual([NAME]);
    expect(await listed(ACCOUNT)).toEqual([NAME]);
    expect(await listed(`/subscriptions/${SUBSCRIPTION_ID}`)).toEqual([NAME]);
    const atScope = { query: `${LIST.query}&$filter=atScope()` };
    expect(await listed(`/subscriptions/${SUBSCRIPTION_ID}`, atScope)).toEqual([]);
    expect(await listed(ACCOUNT, atScope)).toEqual([NAME]);
    const one = await azure.send('GET', `${GROUP_ID}/providers/${TYPE}/${NAME}`, undefined, LIST);
    expect(one.body.properties).toMatchObject({ scope: GROUP_ID, isSystemProtected: true });
    const none = await azure.send('GET', `${CLUSTER}/providers/${TYPE}/${NAME}`, undefined, LIST);
    expect(none).toMatchObject({ status: 404, body: { error: { code: 'DenyAssignmentNotFound' } } });
  });

  test('goes with its scope', async () => {
    deny({}, ACCOUNT);
    await azure.send('DELETE', ACCOUNT);
    expect(azure.arm.state.denyAssignments.all()).toEqual([]);
  });
});

test('a locked node resource group is for AKS alone, and the cluster is not locked', async () => {
  const body = { ...CLUSTER_PUT, sku: { name: 'Automatic', tier: 'Standard' } };
  await azure.send('PUT', `${CLUSTER}a`, body, { query: 'api-version=2026-05-01' });
  await azure.wait(300);
  const nodes = `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/MC_rg_c1a_westeurope`;
  const refused = await azure.send('PATCH', nodes, TAGS);
  expect(refused).toMatchObject({ status: 403, body: { error: { code: 'DenyAssignmentAuthorizationFailed' } } });
  expect((await azure.send('GET', nodes)).status).toBe(200);
  expect((await azure.send('DELETE', `${CLUSTER}a`)).status).toBe(202);
  await azure.wait(249);
  expect(azure.arm.state.denyAssignments.all()).toEqual([]);
});
