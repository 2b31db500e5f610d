import { afterAll, beforeAll, expect, test } from 'vitest';
import { SUBSCRIPTION_ID, TENANT_ID } from '../../../../local/demo/world.ts';
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
} from '../../../support/local-arm.ts';

let azure: TestArm;
let principal: string;

beforeAll(async () => {
  // Not recorded for the check against the specifications: half of these requests are wrong on
  // purpose.
  azure = await startTestArm();
  await azure.furnish();
  principal = (await azure.send('GET', VAULT)).body.identity.principalId;
});
afterAll(() => azure.arm.close());

const role = (guid: string) =>
  `/subscriptions/${SUBSCRIPTION_ID}/providers/Microsoft.Authorization/roleDefinitions/${guid}`;
const READER = role('acdd72a7-3385-48ef-bd42-f606fba81ae7');
const grant = (name: string, scope = GROUP_ID) => `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}`;
const NAME = '11111111-2222-4333-8444-555555555555';
const STRANGER = '99999999-9999-4999-8999-999999999999';
const asks = (principalId: string, roleDefinitionId = READER) => ({
  properties: { roleDefinitionId, principalId, principalType: 'ServicePrincipal' },
});

test.each<[string, string, string, unknown, number, object]>([
  ['a missing cluster', 'GET', `${CLUSTER}x`, undefined, 404, { error: { code: 'ResourceNotFound' } }],
  [
    'a missing group',
    'GET',
    CLUSTER.replace('/rg/', '/none/'),
    undefined,
    404,
    { error: { code: 'ResourceGroupNotFound' } },
  ],
  [
    'a missing binding, in the flat form of AKS',
    'GET',
    BINDING,
    undefined,
    404,
    { code: 'NotFound', subcode: 'GetTrustedAccessRoleBinding_NotFound', details: [{ code: 'Unspecified' }] },
  ],
  ['a missing extension', 'GET', EXTENSION, undefined, 404, { error: { code: 'ResourceNotFound' } }],
  ['a missing account', 'GET', `${ACCOUNT}x`, undefined, 404, { error: { code: 'ResourceNotFound' } }],
  [
    'a missing container',
    'GET',
    `${ACCOUNT}/blobServices/default/containers/none`,
    undefined,
    404,
    { error: { code: 'ContainerNotFound' } },
  ],
  [
    'an extension before its provider is registered',
    'PUT',
    EXTENSION,
    EXTENSION_PUT,
    409,
    { error: { code: 'MissingSubscriptionRegistration', details: [{ target: 'Microsoft.KubernetesConfiguration' }] } },
  ],
  [
    'a binding of a name that AKS refuses',
    'PUT',
    `${CLUSTER}/trustedAccessRoleBindings/${'x'.repeat(25)}`,
    BINDING_PUT,
    400,
    { code: 'InvalidParameter' },
  ],
  [
    'a binding for the other kind of vault',
    'PUT',
    BINDING,
    {
      properties: {
        sourceResourceId: VAULT.replace('DataProtection/backupVaults', 'RecoveryServices/vaults'),
        roles: ['Microsoft.DataProtection/backupVaults/backup-operator'],
      },
    },
    400,
    { code: 'InvalidParameter' },
  ],
  [
    'a role that does not exist',
    'PUT',
    grant(NAME),
    asks(STRANGER, role(STRANGER)),
    400,
    { error: { code: 'RoleDefinitionDoesNotExist' } },
  ],
  [
    'a principal that is not known',
    'PUT',
    grant(NAME),
    asks(STRANGER),
    400,
    {
      error: {
        code: 'PrincipalNotFound',
        message: expect.stringContaining(
          `Principal ${STRANGER.replaceAll('-', '')} does not exist in the directory ${TENANT_ID}`,
        ),
      },
    },
  ],
  [
    'an assignment whose name is no GUID',
    'PUT',
    grant('mine'),
    asks(STRANGER),
    400,
    { error: { code: 'InvalidRoleAssignmentId' } },
  ],
  [
    'an assignment on what is not there',
    'PUT',
    grant(NAME, `${CLUSTER}x`),
    asks(STRANGER),
    404,
    { error: { code: 'ResourceNotFound' } },
  ],
  [
    'a cluster without location',
    'PUT',
    `${CLUSTER}y`,
    { properties: {} },
    400,
    { error: { code: 'LocationRequired' } },
  ],
  [
    'a resource type that is not there',
    'GET',
    `${GROUP_ID}/providers/Microsoft.Nothing/things/x`,
    undefined,
    404,
    { error: { code: 'InvalidResourceType' } },
  ],
  [
    'another subscription',
    'GET',
    CLUSTER.replace(SUBSCRIPTION_ID, STRANGER),
    undefined,
    404,
    { error: { code: 'SubscriptionNotFound' } },
  ],
  ['broken JSON', 'PUT', CLUSTER, '{"location":', 400, { error: { code: 'InvalidRequestContent' } }],
  ['a body that is no object', 'PUT', CLUSTER, '[]', 400, { error: { code: 'InvalidRequestContent' } }],
])('%s', async (_, method, id, body, status, expected) => {
  const answer = await azure.send(method, id, body);
  expect(answer).toMatchObject({ status, body: expected });
  expect(answer.headers.get('x-ms-request-id')).toBeTruthy();
});

test.each([
  ['no api-version', '', 'MissingApiVersionParameter'],
  ['one that is not known', 'api-version=1999-01-01', 'NoRegisteredProviderFound'],
])('%s', async (_, query, code) => {
  expect(await azure.send('GET', CLUSTER, undefined, { query })).toMatchObject({
    status: 400,
    body: { error: { code } },
  });
});

test.each([
  ['no token', ''],
  ['a token that is none', 'Bearer abc'],
  ['another scheme', 'Basic abc'],
])('%s', async (_, authorization) => {
  const answer = await azure.send('GET', CLUSTER, undefined, { headers: { authorization } });
  expect(answer).toMatchObject({ status: 401, body: { error: { code: 'AuthenticationFailed' } } });
  expect(answer.headers.get('www-authenticate')).toContain('Bearer');
});

test('the correlation id of the client comes back', async () => {
  const { headers } = await azure.send('GET', CLUSTER, undefined, {
    headers: { 'x-ms-correlation-request-id': 'mine' },
  });
  expect(headers.get('x-ms-correlation-request-id')).toBe('mine');
});

test('the same grant under any name exists already, in one text or the other', async () => {
  const texts = new Set<string>();
  await azure.send('PUT', grant(NAME), asks(principal));
  for (let index = 0; index < 4; index++) {
    const { status, body } = await azure.send(
      'PUT',
      grant(`11111111-2222-4333-8444-55555555555${index}`),
      asks(principal),
    );
    expect([status, body.error.code]).toEqual([409, 'RoleAssignmentExists']);
    texts.add(body.error.message);
    await azure.send('PUT', CLUSTER, CLUSTER_PUT);
    await azure.wait(300);
  }
  expect([...texts].sort()).toEqual([
    'The role assignment already exists.',
    `The role assignment already exists. The ID of the existing role assignment is ${NAME.replaceAll('-', '')}.`,
  ]);
});

test('a name is bound for ever to what it was first used for', async () => {
  const answer = await azure.send('PUT', grant(NAME), asks(principal, role('b24988ac-6180-42a0-ab88-20f7382dd24c')));
  expect(answer).toMatchObject({ status: 400, body: { error: { code: 'RoleAssignmentUpdateNotPermitted' } } });
});
