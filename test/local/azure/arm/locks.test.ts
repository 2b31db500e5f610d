import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SUBSCRIPTION_ID } from '../../../../local/demo/world.ts';
import {
  ACCOUNT,
  CLUSTER,
  CLUSTER_PUT,
  GROUP_ID,
  startTestArm,
  type TestArm,
  VAULT,
} from '../../../support/local-arm.ts';

const SUBSCRIPTION = `/subscriptions/${SUBSCRIPTION_ID}`;
const ASSIGNMENT = '/providers/Microsoft.Authorization/roleAssignments/11111111-2222-4333-8444-555555555551';
const CONTAINER = `${ACCOUNT}/blobServices/default/containers/backups`;
const lockAt = (scope: string, name: string) => `${scope}/providers/Microsoft.Authorization/locks/${name}`;
const put = (scope: string, name: string, level: string) =>
  azure.send('PUT', lockAt(scope, name), { properties: { level, notes: 'Ask operations first.' } });

const ROLE = {
  properties: {
    roleDefinitionId: `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7`,
    principalId: '00000000-0000-4000-8000-000000000001',
    principalType: 'ServicePrincipal',
  },
};

let azure: TestArm;
let runs = 0;

afterEach(() => azure.arm.close());

async function start(recordTo?: string): Promise<void> {
  azure = await startTestArm(recordTo === undefined ? {} : { recordTo });
  await azure.furnish();
}

describe('locks', () => {
  beforeEach(() => start(`.traffic/arm-locks-${process.pid}-${++runs}.ndjson`));

  test('are made, changed, read and removed', async () => {
    const made = await put(GROUP_ID, 'l1', 'CanNotDelete');
    expect(made).toMatchObject({
      status: 201,
      body: {
        id: lockAt(GROUP_ID, 'l1'),
        type: 'Microsoft.Authorization/locks',
        name: 'l1',
        properties: { level: 'CanNotDelete', notes: 'Ask operations first.' },
      },
    });
    expect((await put(GROUP_ID, 'L1', 'ReadOnly')).status).toBe(200);
    expect((await azure.send('GET', lockAt(GROUP_ID, 'l1'))).body).toMatchObject({
      name: 'l1',
      properties: { level: 'ReadOnly' },
    });
    expect((await azure.send('DELETE', lockAt(GROUP_ID, 'l1'))).status).toBe(200);
    expect((await azure.send('DELETE', lockAt(GROUP_ID, 'l1'))).status).toBe(204);
    expect(await azure.send('GET', lockAt(GROUP_ID, 'l1'))).toMatchObject({
      status: 404,
      body: { error: { code: 'LockNotFound' } },
    });
  });

  test.each([
    ['of the subscription: all there are', SUBSCRIPTION, '', ['s', 'g', 'v']],
    ['of a group: above, there and below', GROUP_ID, '', ['s', 'g', 'v']],
    ['of a group, at its scope', GROUP_ID, 'atScope()', ['s', 'g']],
    ['of a resource', VAULT, '', ['s', 'g', 'v']],
    ['of another resource', ACCOUNT, '', ['s', 'g']],
    ['of another group', `${GROUP_ID}2`, '', ['s']],
  ])('are listed, %s', async (_, scope, filter, expected) => {
    await azure.send('PUT', `${GROUP_ID}2`, { location: 'westeurope' });
    for (const [at, name] of [
      [SUBSCRIPTION, 's'],
      [GROUP_ID, 'g'],
      [VAULT, 'v'],
    ] as const)
      await put(at, name, 'CanNotDelete');
    const query = `api-version=2020-05-01${filter === '' ? '' : `&$filter=${encodeURIComponent(filter)}`}`;
    const { status, body } = await azure.send('GET', lockAt(scope, '').slice(0, -1), undefined, { query });
    expect(status).toBe(200);
    expect(body.value.map(({ name }: { name: string }) => name)).toEqual(expected);
  });
});

describe('what a lock forbids', () => {
  // Not recorded: the specification of storage knows no 409.
  beforeEach(() => start());

  describe('a lock against writes', () => {
    test.each<[string, string, string, unknown, string, 'write' | 'delete']>([
      ['a write to what is locked', 'PUT', GROUP_ID, { location: 'westeurope' }, GROUP_ID, 'write'],
      ['a change below it', 'PATCH', ACCOUNT, { tags: {} }, ACCOUNT, 'write'],
      ['an action below it', 'POST', `${CLUSTER}/stop`, undefined, CLUSTER, 'write'],
      ['a part of a resource', 'PUT', CONTAINER, {}, CONTAINER, 'write'],
      ['a grant', 'PUT', `${ACCOUNT}${ASSIGNMENT}`, ROLE, `${ACCOUNT}${ASSIGNMENT}`, 'write'],
      ['a deletion', 'DELETE', VAULT, undefined, VAULT, 'delete'],
    ])('refuses %s', async (_, method, id, body, scope, operation) => {
      await put(GROUP_ID, 'l1', 'ReadOnly');
      const refused = await azure.send(method, id, body);
      expect(refused).toMatchObject({
        status: 409,
        body: {
          error: {
            code: 'ScopeLocked',
            message:
              `The scope '${scope}' cannot perform ${operation} operation because following scope(s) are locked: ` +
              `'${GROUP_ID}'. Please remove the lock and try again.`,
          },
        },
      });
      expect(refused.headers.get('x-ms-failure-cause')).toBe('gateway');
    });

    test('lets reads, other groups and the locks themselves be', async () => {
      await put(GROUP_ID, 'l1', 'ReadOnly');
      expect((await azure.send('GET', CLUSTER)).status).toBe(200);
      expect((await azure.send('PUT', `${GROUP_ID}2`, { location: 'westeurope' })).status).toBe(201);
      expect((await azure.send('POST', `${SUBSCRIPTION}/providers/Microsoft.Features/register`)).status).toBe(200);
      expect((await put(VAULT, 'l2', 'ReadOnly')).status).toBe(201);
      expect((await azure.send('DELETE', lockAt(VAULT, 'l2'))).status).toBe(200);
      expect((await azure.send('DELETE', lockAt(GROUP_ID, 'l1'))).status).toBe(200);
      expect((await azure.send('PATCH', ACCOUNT, { tags: {} })).status).toBe(200);
    });
  });

  describe('a lock against deletion', () => {
    test('refuses deletions only, also of what the locked thing is in, and of grants', async () => {
      await put(
        VAULT.toUpperCase().replace('MICROSOFT.DATAPROTECTION', 'Microsoft.DataProtection'),
        'l1',
        'CanNotDelete',
      );
      await azure.send('PUT', `${VAULT}${ASSIGNMENT}`, {
        properties: {
          ...ROLE.properties,
          principalId: (await azure.send('GET', CLUSTER)).body.identity.principalId,
        },
      });
      for (const id of [VAULT, GROUP_ID, `${VAULT}${ASSIGNMENT}`]) {
        expect(await azure.send('DELETE', id)).toMatchObject({
          status: 409,
          body: { error: { code: 'ScopeLocked', message: expect.stringContaining(`'${id}' cannot perform delete`) } },
        });
      }
      expect((await azure.send('DELETE', ACCOUNT)).status).toBe(200);
      expect((await azure.send('PATCH', VAULT, { tags: {} })).status).toBe(202);
    });
  });

  test.each([
    ['a level that there is not', GROUP_ID, 'l1', { properties: { level: 'Closed' } }, 400, 'InvalidRequestContent'],
    ['no level', GROUP_ID, 'l1', { properties: {} }, 400, 'InvalidRequestContent'],
    ['a name that is none', GROUP_ID, 'a%3Cb', { properties: { level: 'ReadOnly' } }, 400, 'InvalidLockName'],
    ['nothing to lock', `${VAULT}x`, 'l1', { properties: { level: 'ReadOnly' } }, 404, 'ResourceNotFound'],
  ])('a lock with %s is refused', async (_, scope, name, body, status, code) => {
    expect(await azure.send('PUT', lockAt(scope, name), body)).toMatchObject({ status, body: { error: { code } } });
  });

  test('a locked cluster takes no PUT either', async () => {
    await put(CLUSTER, 'l1', 'ReadOnly');
    expect((await azure.send('PUT', CLUSTER, CLUSTER_PUT)).body.error.code).toBe('ScopeLocked');
  });
});
