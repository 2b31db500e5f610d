/** The request of each write: one, with any outcome. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseResourceId } from '../../../shared/model/resource-id.ts';
import { ROLES } from '../../../shared/model/roles.ts';
import type { Arm } from '../../../shared/ports/arm.ts';
import { NOTHING_THERE, observed } from '../../support/arm-port.ts';
import { armAt, type Reply, type StubArm, startStubArm } from '../../support/azure/stub-arm.ts';
import {
  CLUSTER_ID,
  must,
  SNAPSHOT_GROUP_ID,
  STORAGE_ACCOUNT_ID,
  SUBSCRIPTION,
  VAULT,
  VAULT_ID,
  VAULT_PRINCIPAL,
} from '../../support/facts.ts';

let azure: StubArm;
let arm: Arm;
beforeAll(async () => {
  azure = await startStubArm();
  arm = armAt(azure.origin);
});
afterAll(() => azure.close());

const BACKUP_OPERATOR = 'Microsoft.DataProtection/backupVaults/backup-operator';
const OWN_IDENTITY = `/subscriptions/${SUBSCRIPTION}/resourceGroups/a/providers/Microsoft.ManagedIdentity/userAssignedIdentities/own`;

const LONG_WRITES = {
  'an extension': {
    write: () =>
      arm.putBackupExtension(
        {
          kind: 'backupExtension',
          clusterId: CLUSTER_ID,
          name: 'azure-aks-backup',
          settings: { 'configuration.backupStorageLocation.bucket': 'shop' },
        },
        NOTHING_THERE,
      ),
    method: 'PUT',
    path: `${CLUSTER_ID}/providers/microsoft.kubernetesconfiguration/extensions/azure-aks-backup?api-version=2023-05-01`,
    body: {
      properties: {
        extensionType: 'microsoft.dataprotection.kubernetes',
        autoUpgradeMinorVersion: true,
        releaseTrain: 'stable',
        scope: { cluster: { releaseNamespace: 'dataprotection-microsoft' } },
        configurationSettings: { 'configuration.backupStorageLocation.bucket': 'shop' },
      },
    },
  },
  'a Trusted Access role binding': {
    write: () =>
      arm.putTrustedAccessRoleBinding(
        {
          kind: 'trustedAccessBinding',
          clusterId: CLUSTER_ID,
          name: 'backstay-0123',
          sourceResourceId: VAULT.armId,
          roles: [BACKUP_OPERATOR],
        },
        NOTHING_THERE,
      ),
    method: 'PUT',
    path: `${CLUSTER_ID}/trustedaccessrolebindings/backstay-0123?api-version=2026-05-01`,
    body: { properties: { sourceResourceId: VAULT.armId, roles: [BACKUP_OPERATOR] } },
  },
  "a vault's identity": {
    write: () =>
      arm.patchVaultIdentity(
        {
          kind: 'vaultIdentity',
          vaultId: VAULT_ID,
          identityType: 'SystemAssigned',
          userAssignedIdentityIds: [],
        },
        observed({ ...VAULT, identityType: 'None' }),
      ),
    method: 'PATCH',
    path: `${VAULT_ID}?api-version=2024-04-01`,
    body: { identity: { type: 'SystemAssigned' } },
  },
  "a vault's identity beside those it has": {
    write: () =>
      arm.patchVaultIdentity(
        {
          kind: 'vaultIdentity',
          vaultId: VAULT_ID,
          identityType: 'SystemAssigned,UserAssigned',
          userAssignedIdentityIds: [OWN_IDENTITY],
        },
        observed({ ...VAULT, identityType: 'UserAssigned', userAssignedIdentityIds: [OWN_IDENTITY] }),
      ),
    method: 'PATCH',
    path: `${VAULT_ID}?api-version=2024-04-01`,
    body: { identity: { type: 'SystemAssigned,UserAssigned', userAssignedIdentities: { [OWN_IDENTITY]: {} } } },
  },
} as const;

describe.each(Object.entries(LONG_WRITES))('the write of %s', (_, { write, method, path, body }) => {
  const send = async (reply: Reply) => {
    azure.willReply(reply);
    const result = await write();
    expect(azure.received).toHaveLength(1);
    return result.ok ? result.value : result.failure;
  };
  const creating = { properties: { provisioningState: 'Creating' } };

  test('sends exactly this', async () => {
    await send({ status: 200, body: {} });
    const [request] = azure.received;
    expect(request?.method).toBe(method);
    expect(request?.path.toLowerCase()).toBe(path);
    expect(request?.body).toEqual(body);
  });

  test('is not waited for when Azure takes it on', async () => {
    const url = `${azure.origin}/subscriptions/s/operations/1?api-Version=2023-05-01&t=1`;
    const headers = { 'azure-asyncoperation': url, location: `${azure.origin}/other`, 'retry-after': '15' };
    expect(await send({ status: 201, headers, body: creating })).toEqual({
      done: false,
      operationUrl: url,
      retryAfterSeconds: 15,
    });
  });

  test.each<readonly [string, Reply, object]>([
    ['done with 200', { status: 200, body: { properties: { provisioningState: 'Succeeded' } } }, { done: true }],
    ['done with an empty body', { status: 200 }, { done: true }],
    ['under way by its state alone', { status: 201, body: creating }, { done: false, operationUrl: undefined }],
    ['under way by 202 alone', { status: 202 }, { done: false, operationUrl: undefined }],
    [
      'not known to be done when it failed',
      { status: 200, body: { properties: { provisioningState: 'Failed' } } },
      { done: false },
    ],
  ])('is %s', async (_case, reply, expected) => {
    expect(await send(reply)).toMatchObject(expected);
  });

  test('is followed by Location where there is nothing else', async () => {
    expect(await send({ status: 202, headers: { location: '/subscriptions/s/operationResults/1' } })).toMatchObject({
      done: false,
      operationUrl: `${azure.origin}/subscriptions/s/operationResults/1`,
    });
  });

  test('is never followed to another host', async () => {
    const headers = { 'azure-asyncoperation': 'https://evil.example/operations/1' };
    expect(await send({ status: 201, headers, body: creating })).toMatchObject({
      done: false,
      operationUrl: undefined,
    });
  });

  test('that Azure refuses is a failure', async () => {
    const body = { code: 'OperationNotAllowed', message: 'Another operation (Updating) is in progress' };
    expect(await send({ status: 409, body })).toMatchObject({ class: 'conflict', code: 'OperationNotAllowed' });
  });
});

const RULE_GROUP = `/subscriptions/${SUBSCRIPTION}/resourcegroups/a/providers/microsoft.network/networksecuritygroups/g`;

describe.each([
  [
    'an extension',
    () => arm.deleteBackupExtension(CLUSTER_ID, 'azure-aks-backup'),
    `${CLUSTER_ID}/providers/microsoft.kubernetesconfiguration/extensions/azure-aks-backup?api-version=2023-05-01`,
  ],
  [
    'a Trusted Access role binding',
    () => arm.deleteTrustedAccessRoleBinding(CLUSTER_ID, 'backstay-0123'),
    `${CLUSTER_ID}/trustedaccessrolebindings/backstay-0123?api-version=2026-05-01`,
  ],
  [
    'a security rule',
    () => arm.deleteSecurityRule(must(parseResourceId(RULE_GROUP)), 'backstay-allow'),
    `${RULE_GROUP}/securityrules/backstay-allow?api-version=2024-01-01`,
  ],
])('the removal of %s', (_, remove, path) => {
  test.each<readonly [string, Reply, object]>([
    ['is done with 200', { status: 200 }, { ok: true, value: { done: true } }],
    ['is done where there is nothing', { status: 204 }, { ok: true, value: { done: true } }],
    ['is not waited for', { status: 202 }, { ok: true, value: { done: false, operationUrl: undefined } }],
    [
      'is followed where Azure says',
      { status: 202, headers: { location: '/subscriptions/s/operationResults/1', 'retry-after': '9' } },
      { value: { done: false, operationUrl: expect.stringContaining('/operationResults/1'), retryAfterSeconds: 9 } },
    ],
    [
      'that Azure refuses is a failure',
      { status: 409, body: { error: { code: 'ScopeLocked', message: 'm' } } },
      { ok: false, failure: { code: 'ScopeLocked' } },
    ],
  ])('%s', async (_case, reply, expected) => {
    azure.willReply(reply);
    expect(await remove()).toMatchObject(expected);
    expect(azure.received).toMatchObject([{ method: 'DELETE', body: undefined }]);
    expect(azure.received[0]?.path.toLowerCase()).toBe(path);
  });
});

test.each([200, 204])('a role assignment is removed with %i', async (status) => {
  const name = '0f5ab5f4-0000-5000-8000-000000000001';
  azure.willReply({ status, ...(status === 200 && { body: { name } }) });
  expect(await arm.deleteRoleAssignment(STORAGE_ACCOUNT_ID, name)).toMatchObject({ ok: true, value: { done: true } });
  expect(azure.received).toMatchObject([
    {
      method: 'DELETE',
      path: `${STORAGE_ACCOUNT_ID}/providers/Microsoft.Authorization/roleAssignments/${name}?api-version=2022-04-01`,
    },
  ]);
});

describe('the write of a role assignment', () => {
  const name = '0f5ab5f4-0000-5000-8000-000000000001';
  const wanted = {
    kind: 'roleGrant',
    scope: STORAGE_ACCOUNT_ID,
    principalId: VAULT_PRINCIPAL,
    holder: 'vault',
    role: 'Storage Blob Data Reader',
    roleDefinitionGuid: ROLES['Storage Blob Data Reader'],
  } as const;
  const roleDefinitionId = `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/${wanted.roleDefinitionGuid}`;

  test('says who the principal is, and is read back', async () => {
    const id = `${STORAGE_ACCOUNT_ID}/providers/Microsoft.Authorization/roleAssignments/${name}`;
    const properties = { scope: STORAGE_ACCOUNT_ID, roleDefinitionId, principalId: VAULT_PRINCIPAL, condition: null };
    azure.willReply({ status: 201, body: { id, name, properties } });
    const result = await arm.putRoleAssignment(name, wanted, 'why', NOTHING_THERE);
    expect(result).toMatchObject({ ok: true, value: { armId: id, scope: STORAGE_ACCOUNT_ID } });

    expect(azure.received).toHaveLength(1);
    const [request] = azure.received;
    expect(request?.method).toBe('PUT');
    expect(request?.path).toBe(
      `${STORAGE_ACCOUNT_ID}/providers/Microsoft.Authorization/roleAssignments/${name}?api-version=2022-04-01`,
    );
    expect(request?.body).toEqual({
      properties: {
        roleDefinitionId,
        principalId: VAULT_PRINCIPAL,
        principalType: 'ServicePrincipal',
        description: 'why',
      },
    });
  });

  test.each([
    [400, 'PrincipalNotFound', 'notYet'],
    [409, 'RoleAssignmentExists', 'conflict'],
    [400, 'RoleAssignmentUpdateNotPermitted', 'permanent'],
    [409, 'ScopeLocked', 'forbidden'],
  ])('answered with %i %s is a failure: %s', async (status, code, its) => {
    azure.willReply({ status, body: { error: { code, message: 'm' } } });
    const result = await arm.putRoleAssignment(name, { ...wanted, scope: SNAPSHOT_GROUP_ID }, 'why', NOTHING_THERE);
    expect(result).toMatchObject({ ok: false, failure: { class: its, code, status } });
    expect(azure.received).toHaveLength(1);
  });
});

test('a registration is one POST without a body', async () => {
  azure.willReply({
    status: 200,
    body: { namespace: 'Microsoft.KubernetesConfiguration', registrationState: 'Registering' },
  });
  const result = await arm.registerProvider(SUBSCRIPTION, 'Microsoft.KubernetesConfiguration');
  expect(result).toMatchObject({ ok: true, value: { state: 'Registering' } });
  expect(azure.received).toMatchObject([
    {
      method: 'POST',
      path: `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.KubernetesConfiguration/register?api-version=2024-07-01`,
      body: undefined,
    },
  ]);
});
