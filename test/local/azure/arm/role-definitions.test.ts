import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PERSON, SUBSCRIPTION_ID } from '../../../../local/demo/world.ts';
import { CLUSTER, GROUP_ID, startTestArm, type TestArm, VAULT } from '../../../support/local-arm.ts';
import { bearer, deployed, guidFor } from '../../../support/rights.ts';

const SUBSCRIPTION = `/subscriptions/${SUBSCRIPTION_ID}`;
const OTHER_GROUP = `${SUBSCRIPTION}/resourceGroups/other`;
const CONTRIBUTOR = 'b24988ac-6180-42a0-ab88-20f7382dd24c';
const READ = {
  actions: ['Microsoft.DataProtection/backupVaults/read'],
  notActions: [],
  dataActions: [],
  notDataActions: [],
};

/** A person who may define roles in one group. */
const definer = guidFor('definer');

let azure: TestArm;
let vault: string;
beforeAll(async () => {
  azure = await startTestArm({
    owners: [PERSON.objectId],
    rights: deployed({ principalId: definer, scope: GROUP_ID, role: { actions: ['Microsoft.Authorization/*'] } }),
    recordTo: `.traffic/arm-role-definitions-${process.pid}.ndjson`,
  });
  await azure.furnish();
  await azure.send('PUT', OTHER_GROUP, { location: 'westeurope' });
  vault = (await azure.send('GET', VAULT)).body.identity.principalId;
});
afterAll(() => azure.arm.close());

const roleAt = (scope: string, guid: string) => `${scope}/providers/Microsoft.Authorization/roleDefinitions/${guid}`;
const bodyOf = (roleName: string, ...assignableScopes: readonly string[]) => ({
  properties: { roleName, description: 'For tests.', type: 'CustomRole', permissions: [READ], assignableScopes },
});
const assign = (scope: string, roleDefinitionId: string) =>
  azure.send('PUT', `${scope}/providers/Microsoft.Authorization/roleAssignments/${guidFor(scope + roleDefinitionId)}`, {
    properties: { roleDefinitionId, principalId: vault, principalType: 'ServicePrincipal' },
  });

describe('a custom role', () => {
  const guid = guidFor('custom');
  const id = roleAt(SUBSCRIPTION, guid);

  test('is made, found, changed and removed', async () => {
    const made = await azure.send('PUT', id, bodyOf('Vault Looker', GROUP_ID));
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      id,
      name: guid,
      type: 'Microsoft.Authorization/roleDefinitions',
      properties: { roleName: 'Vault Looker', type: 'CustomRole', permissions: [READ], createdBy: PERSON.objectId },
    });
    expect((await azure.send('GET', id)).body).toEqual(made.body);
    expect((await azure.send('GET', roleAt(GROUP_ID, guid.toUpperCase()))).body).toEqual(made.body);

    await azure.wait(60);
    const changed = await azure.send('PUT', id, bodyOf('Vault Watcher', GROUP_ID));
    expect(changed.status).toBe(201);
    expect(changed.body.properties).toMatchObject({
      roleName: 'Vault Watcher',
      createdOn: made.body.properties.createdOn,
    });
    expect(changed.body.properties.updatedOn).not.toBe(made.body.properties.updatedOn);

    expect((await azure.send('DELETE', id)).status).toBe(200);
    expect((await azure.send('DELETE', id)).status).toBe(204);
    expect(await azure.send('GET', id)).toMatchObject({
      status: 404,
      body: { error: { code: 'RoleDefinitionDoesNotExist' } },
    });
  });

  test('is assigned where it is for, and below, and nowhere else', async () => {
    await azure.send('PUT', id, bodyOf('Vault Looker', GROUP_ID));
    expect((await assign(GROUP_ID, id)).status).toBe(201);
    expect((await assign(CLUSTER, id)).status).toBe(201);
    expect((await assign(SUBSCRIPTION, id)).status).toBe(400);
    expect((await assign(OTHER_GROUP, id)).status).toBe(400);
    // The same role by another id of it.
    expect(await assign(GROUP_ID, roleAt(GROUP_ID, guid.toUpperCase()))).toMatchObject({ status: 409 });

    // A scope stays while the role is assigned at it, or below, and another one does not cover
    // that.
    expect(await azure.send('PUT', id, bodyOf('Vault Looker', OTHER_GROUP))).toMatchObject({
      status: 400,
      body: {
        error: {
          code: 'RoleScopeBeingRemovedContainsAssignments',
          message: expect.stringMatching(
            /^Role assignments found under scope '\S+\/resourceGroups\/[^']+' which is being removed\. /,
          ),
        },
      },
    });
    expect((await azure.send('PUT', id, bodyOf('Vault Looker', SUBSCRIPTION))).status).toBe(201);
    expect((await azure.send('PUT', id, bodyOf('Vault Looker', GROUP_ID, OTHER_GROUP))).status).toBe(201);
    expect((await azure.send('PUT', id, bodyOf('Vault Looker', GROUP_ID))).status).toBe(201);

    const removal = await azure.send('DELETE', id);
    expect(removal).toMatchObject({ status: 400, body: { error: { code: 'RoleDefinitionHasAssignments' } } });
  });

  test('permits what it permits', async () => {
    const headers = bearer(vault, azure.timeline.now());
    expect((await azure.send('GET', VAULT, undefined, { headers })).status).toBe(200);
    expect((await azure.send('GET', CLUSTER, undefined, { headers })).status).toBe(403);
    await azure.send('PUT', id, {
      properties: { ...bodyOf('Vault Looker', GROUP_ID).properties, permissions: [{ ...READ, actions: [] }] },
    });
    expect((await azure.send('GET', VAULT, undefined, { headers })).status).toBe(403);
    const permissions = await azure.send('GET', `${CLUSTER}/providers/Microsoft.Authorization/permissions`);
    expect(permissions.status).toBe(200);
  });
});

describe('a list', () => {
  const inGroup = guidFor('in group');
  const everywhere = guidFor('everywhere');
  beforeAll(async () => {
    await azure.send('PUT', roleAt(SUBSCRIPTION, inGroup), bodyOf('In Group', GROUP_ID));
    await azure.send('PUT', roleAt(SUBSCRIPTION, everywhere), bodyOf('Everywhere', SUBSCRIPTION));
  });

  test.each([
    [CLUSTER, 'In Group', true],
    [GROUP_ID, 'In Group', true],
    [OTHER_GROUP, 'In Group', false],
    [SUBSCRIPTION, 'In Group', false],
    [OTHER_GROUP, 'Everywhere', true],
    [OTHER_GROUP, 'Contributor', true],
  ])('at %s shows "%s": %s', async (scope, roleName, expected) => {
    const found = await list(scope, `roleName eq '${roleName.toLowerCase()}'`);
    expect(found).toEqual(expected ? [roleName] : []);
  });

  test('shows those of below when asked to', async () => {
    expect(await list(SUBSCRIPTION, "atScopeAndBelow() and roleName eq 'In Group'")).toEqual(['In Group']);
    expect(await list(OTHER_GROUP, "atScopeAndBelow() and roleName eq 'In Group'")).toEqual([]);
  });

  test('shows custom or built-in roles alone', async () => {
    expect(await list(GROUP_ID, "type eq 'CustomRole'")).toEqual(expect.arrayContaining(['In Group', 'Everywhere']));
    expect(await list(GROUP_ID, "type eq 'CustomRole'")).not.toContain('Contributor');
    expect(await list(GROUP_ID, "type eq 'BuiltInRole'")).not.toContain('In Group');
  });

  async function list(scope: string, filter: string): Promise<readonly string[]> {
    const query = `api-version=2022-04-01&$filter=${encodeURIComponent(filter)}`;
    const { body } = await azure.send('GET', roleAt(scope, '').slice(0, -1), undefined, { query });
    return body.value.map(({ properties }: { properties: { roleName: string } }) => properties.roleName);
  }
});

test.each([
  ['a name that is no GUID', 'role', bodyOf('A', GROUP_ID), 400],
  ['the name of a built-in role', guidFor('a'), bodyOf('contributor', GROUP_ID), 409],
  ['the GUID of a built-in role', CONTRIBUTOR, bodyOf('A', GROUP_ID), 400],
  ['no scope', guidFor('a'), bodyOf('A'), 400],
  ['a scope that is not there', guidFor('a'), bodyOf('A', `${GROUP_ID}-gone`), 400],
  ['the root for a scope', guidFor('a'), bodyOf('A', '/'), 400],
  ['no permissions', guidFor('a'), { properties: { roleName: 'A', assignableScopes: [GROUP_ID] } }, 400],
])('%s is refused', async (_, guid, body, status) => {
  expect((await azure.send('PUT', roleAt(SUBSCRIPTION, guid), body)).status).toBe(status);
  expect((await azure.send('GET', roleAt(SUBSCRIPTION, guidFor('a')))).status).toBe(404);
});

describe('who defines a role', () => {
  const as = (method: string, guid: string, body?: object) =>
    azure.send(method, roleAt(GROUP_ID, guid), body, { headers: bearer(definer, azure.timeline.now()) });

  test('needs the right at every scope that it is for', async () => {
    expect((await as('PUT', guidFor('own'), bodyOf('Own', GROUP_ID))).status).toBe(201);
    const wide = await as('PUT', guidFor('wide'), bodyOf('Wide', GROUP_ID, SUBSCRIPTION));
    expect(wide).toMatchObject({
      status: 403,
      body: { error: { message: expect.stringContaining(`over scope '${SUBSCRIPTION}'`) } },
    });
  });

  test('cannot narrow one that reaches further, and not remove it', async () => {
    await azure.send('PUT', roleAt(SUBSCRIPTION, guidFor('theirs')), bodyOf('Theirs', SUBSCRIPTION));
    expect((await as('PUT', guidFor('theirs'), bodyOf('Theirs', GROUP_ID))).status).toBe(403);
    expect((await as('DELETE', guidFor('theirs'))).status).toBe(403);
  });
});
