import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import RIGHTS from '../../../../local/demo/rights.json' with { type: 'json' };
import {
  ACCOUNT_ID,
  BEFORE,
  BOT,
  CLUSTER_BODY,
  CLUSTER_ID,
  PERSON,
  SUBSCRIPTION_ID,
} from '../../../../local/demo/world.ts';
import { type ArmAnswer, startTestArm, type TestArm } from '../../../support/local-arm.ts';
import { bearer, deployed, guidFor } from '../../../support/rights.ts';

const SUBSCRIPTION = `/subscriptions/${SUBSCRIPTION_ID}`;
const SNAPSHOTS = `${SUBSCRIPTION}/resourceGroups/rg-shop-snapshots`;
const CLUSTER_GROUP = `${SUBSCRIPTION}/resourceGroups/rg-shop`;
const BACKUP_GROUP = `${SUBSCRIPTION}/resourceGroups/rg-backup`;
const VAULT_ID = `${BACKUP_GROUP}/providers/Microsoft.DataProtection/backupVaults/bv-shop`;

const READER = 'acdd72a7-3385-48ef-bd42-f606fba81ae7';
const CONTRIBUTOR = 'b24988ac-6180-42a0-ab88-20f7382dd24c';
const OWNER = '8e3af657-a8ff-443c-a75c-2fe8c4bcb635';
const BLOB_CONTRIBUTOR = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe';
const BLOB_READER = '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1';
const ROLES = `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions`;

/**
 * A principal that may undo what it granted; another whose condition Azure does not support;
 * one with both kinds.
 */
const undoer = guidFor('undoer');
const trapped = guidFor('trapped');
const freed = guidFor('freed');

const ofRole = (source: string, ...guids: readonly string[]) =>
  `@${source}[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {${guids.join(', ')}}`;
const toServices = (source: string) =>
  `@${source}[Microsoft.Authorization/roleAssignments:PrincipalType] ForAnyOfAnyValues:StringEqualsIgnoreCase {'ServicePrincipal'}`;
const onlyFor = (verb: string, then: string) =>
  `((!(ActionMatches{'Microsoft.Authorization/roleAssignments/${verb}'})) OR (${then}))`;

const ABAC = 'does not have authorization or an ABAC condition not fulfilled to perform action';

let azure: TestArm;
let vault: string;
beforeAll(async () => {
  const more = deployed(
    {
      principalId: undoer,
      scope: SUBSCRIPTION,
      role: { actions: ['Microsoft.Authorization/roleAssignments/delete'] },
      condition: onlyFor('delete', `${ofRole('Resource', READER)} AND ${toServices('Resource')}`),
    },
    ...[trapped, freed].map((principalId) => ({
      principalId,
      scope: SUBSCRIPTION,
      role: {
        actions: ['*/read', 'Microsoft.Authorization/roleAssignments/write'],
        dataActions: ['Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read'],
      },
      condition: onlyFor('write', ofRole('Request', READER)),
    })),
    { principalId: freed, scope: SNAPSHOTS, role: { actions: ['Microsoft.Authorization/roleAssignments/write'] } },
  );
  azure = await startTestArm({
    owners: [PERSON.objectId],
    rights: { predictedResources: [...RIGHTS.predictedResources, ...more.predictedResources] },
    recordTo: `.traffic/arm-delegation-${process.pid}.ndjson`,
  });
  for (const { id, apiVersion, body } of BEFORE) {
    expect((await azure.send('PUT', id, body, { query: `api-version=${apiVersion}` })).status).toBeLessThan(300);
  }
  await azure.send('PUT', CLUSTER_ID, CLUSTER_BODY);
  await azure.wait(400);
  vault = (await azure.send('GET', VAULT_ID)).body.identity.principalId;
});
afterAll(() => azure.arm.close());

const as = (principalId: string, method: string, id: string, body?: unknown) =>
  azure.send(method, id, body, { headers: bearer(principalId, azure.timeline.now()) });

let count = 0;
const newGrant = (scope: string) => {
  count += 1;
  return `${scope}/providers/Microsoft.Authorization/roleAssignments/${guidFor(`grant ${count}`)}`;
};

interface Wish {
  readonly by?: string;
  readonly scope: string;
  readonly role: string;
  readonly to?: string;
  readonly type?: string | undefined;
}

function grant({ by = BOT.objectId, scope, role, to = vault, ...rest }: Wish): Promise<ArmAnswer> {
  const { type: principalType } = 'type' in rest ? rest : { type: 'ServicePrincipal' };
  const roleDefinitionId = role.includes('/') ? role : `${ROLES}/${role}`;
  return as(by, 'PUT', newGrant(scope), { properties: { roleDefinitionId, principalId: to, principalType } });
}

function expectKeptBack({ status, body }: ArmAnswer): void {
  expect(status).toBe(403);
  expect(body.error).toMatchObject({ code: 'AuthorizationFailed', message: expect.stringContaining(ABAC) });
}

describe('Backstay grants', () => {
  test.each([
    [READER, CLUSTER_ID],
    [READER, SNAPSHOTS],
    [CONTRIBUTOR, SNAPSHOTS],
    [BLOB_READER, ACCOUNT_ID],
    [BLOB_CONTRIBUTOR, ACCOUNT_ID],
  ])('%s on %s', async (role, scope) => {
    expect((await grant({ scope, role })).status).toBe(201);
  });

  test('with any scope at the start of the id of the role, and in any casing', async () => {
    const role = `/providers/Microsoft.Authorization/roleDefinitions/${READER.toUpperCase()}`;
    expect((await grant({ scope: `${CLUSTER_ID}`, role, to: BOT.appId })).body.error.code).toBe('PrincipalNotFound');
  });
});

describe('a stolen identity of Backstay grants nothing', () => {
  test.each<[string, Omit<Wish, 'to'> & { readonly to?: string }]>([
    ['Contributor to itself where it grants Contributor', { scope: SNAPSHOTS, role: CONTRIBUTOR, to: BOT.objectId }],
    ['the same in other casing', { scope: SNAPSHOTS, role: CONTRIBUTOR, to: BOT.objectId.toUpperCase() }],
    ['Reader to itself', { scope: CLUSTER_ID, role: READER, to: BOT.objectId }],
    ['Owner where it grants Contributor', { scope: SNAPSHOTS, role: OWNER }],
    ['Contributor on a cluster', { scope: CLUSTER_ID, role: CONTRIBUTOR }],
    ['Contributor on the account', { scope: ACCOUNT_ID, role: CONTRIBUTOR }],
    ['Contributor on the group of the cluster', { scope: CLUSTER_GROUP, role: CONTRIBUTOR }],
    ['Contributor on the subscription', { scope: SUBSCRIPTION, role: CONTRIBUTOR }],
    ['a data role on the group of the account', { scope: BACKUP_GROUP, role: BLOB_CONTRIBUTOR }],
    ['a data role on the snapshot group', { scope: SNAPSHOTS, role: BLOB_CONTRIBUTOR }],
    ['Owner behind the name of another role', { scope: SNAPSHOTS, role: `${ROLES}/${CONTRIBUTOR}/${OWNER}` }],
    ['a role without a name', { scope: SNAPSHOTS, role: `${ROLES}/` }],
    ['Reader to a person', { scope: SNAPSHOTS, role: READER, to: PERSON.objectId, type: 'User' }],
    ['Reader to a group', { scope: SNAPSHOTS, role: READER, to: PERSON.objectId, type: 'Group' }],
    ['Reader to a person of no stated type', { scope: SNAPSHOTS, role: READER, to: PERSON.objectId, type: undefined }],
  ])('%s', async (_, wish) => {
    expectKeptBack(await grant(wish));
  });
});

describe('a stolen identity of Backstay does not', () => {
  const own =
    RIGHTS.predictedResources.find(({ type }) => type === 'Microsoft.Authorization/roleDefinitions')?.id ?? '';
  const ownGrant =
    RIGHTS.predictedResources.find(({ type }) => type === 'Microsoft.Authorization/roleAssignments')?.id ?? '';

  test.each<[string, string, string, object?]>([
    [
      'widen its own role',
      'PUT',
      own,
      { properties: { roleName: 'x', permissions: [{ actions: ['*'] }], assignableScopes: [SUBSCRIPTION] } },
    ],
    ['remove its own role', 'DELETE', own],
    ['take away a grant', 'DELETE', ownGrant],
    ['lock', 'PUT', `${SNAPSHOTS}/providers/Microsoft.Authorization/locks/l`, { properties: { level: 'ReadOnly' } }],
    ['unlock', 'DELETE', `${SNAPSHOTS}/providers/Microsoft.Authorization/locks/l`],
    ['change the cluster', 'PUT', CLUSTER_ID, CLUSTER_BODY],
    ['stop the cluster', 'POST', `${CLUSTER_ID}/stop`],
    ['run a command in the cluster', 'POST', `${CLUSTER_ID}/runCommand`, { command: 'kubectl get ns -o json' }],
    ['delete the cluster', 'DELETE', CLUSTER_ID],
    ['delete the vault', 'DELETE', VAULT_ID],
    ['change the vault', 'PATCH', VAULT_ID, { identity: { type: 'None' } }],
    ['take the keys of the account', 'POST', `${ACCOUNT_ID}/listKeys`],
    ['open the account', 'PATCH', ACCOUNT_ID, { properties: { allowBlobPublicAccess: true } }],
    ['delete a container', 'DELETE', `${ACCOUNT_ID}/blobServices/default/containers/backups`],
    ['delete the snapshots', 'DELETE', SNAPSHOTS],
    ['make a group', 'PUT', `${SUBSCRIPTION}/resourceGroups/new`, { location: 'westeurope' }],
    ['unregister a provider', 'POST', `${SUBSCRIPTION}/providers/Microsoft.KubernetesConfiguration/unregister`],
  ])('%s', async (_, method, id, body) => {
    const answer = await as(BOT.objectId, method, id, body);
    expect(answer).toMatchObject({ status: 403, body: { error: { code: 'AuthorizationFailed' } } });
  });
});

describe('what was granted is removed under a condition as well', () => {
  const put = async (role: string, to: string, principalType: string) => {
    const id = newGrant(BACKUP_GROUP);
    const properties = { roleDefinitionId: `${ROLES}/${role}`, principalId: to, principalType };
    expect((await azure.send('PUT', id, { properties })).status).toBe(201);
    return id;
  };

  test('a role that the condition names', async () => {
    const id = await put(READER, vault, 'ServicePrincipal');
    expect((await as(undoer, 'DELETE', id)).status).toBe(200);
    // What is not there fulfils nothing.
    expectKeptBack(await as(undoer, 'DELETE', id));
  });

  test('no other role, with any words of the request about it', async () => {
    const id = await put(CONTRIBUTOR, vault, 'ServicePrincipal');
    const body = { properties: { roleDefinitionId: READER, principalType: 'ServicePrincipal' } };
    expectKeptBack(await as(undoer, 'DELETE', id, body));
    expect((await azure.send('GET', id)).status).toBe(200);
  });

  test('nor from a person', async () => {
    expectKeptBack(await as(undoer, 'DELETE', await put(READER, PERSON.objectId, 'User')));
  });
});

describe('a GUID in the condition of a role with data actions of storage', () => {
  test('makes all of the role worthless', async () => {
    expectKeptBack(await grant({ by: trapped, scope: SNAPSHOTS, role: READER }));
    const read = await as(trapped, 'GET', CLUSTER_ID);
    expect(read).toMatchObject({ status: 403, body: { error: { message: expect.stringContaining(ABAC) } } });
  });

  test('and nothing of another one', async () => {
    expect((await grant({ by: freed, scope: SNAPSHOTS, role: OWNER })).status).toBe(201);
  });
});

test('conditions do not show in the list of permissions', async () => {
  const { body } = await as(BOT.objectId, 'GET', `${SNAPSHOTS}/providers/Microsoft.Authorization/permissions`);
  const actions = body.value.flatMap((set: { actions: readonly string[] }) => set.actions);
  expect(actions).toContain('Microsoft.Authorization/roleAssignments/write');
  expect(actions).not.toContain('Microsoft.Storage/storageAccounts/blobServices/containers/write');
});

describe('a grant with a condition', () => {
  const put = (more: object) =>
    azure.send('PUT', newGrant(CLUSTER_GROUP), {
      properties: {
        roleDefinitionId: `${ROLES}/${READER}`,
        principalId: vault,
        principalType: 'ServicePrincipal',
        ...more,
      },
    });
  const condition = onlyFor('write', ofRole('Request', READER));

  test.each([
    [{ condition: 'anything goes' }],
    [{ condition: '', conditionVersion: '2.0' }],
    [{ condition, conditionVersion: '1.0' }],
    [{ condition: condition.slice(1), conditionVersion: '2.0' }],
  ])('that Azure would not understand is refused: %j', async (more) => {
    expect(await put(more)).toMatchObject({
      status: 400,
      body: { error: { message: 'The given role assignment condition is invalid.' } },
    });
  });

  test('is of version 2.0 unless it says', async () => {
    const { status, body } = await put({ condition });
    expect(status).toBe(201);
    expect(body.properties).toMatchObject({ condition, conditionVersion: '2.0' });
  });
});
