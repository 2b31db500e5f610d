import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SUBSCRIPTION_ID } from '../../../../local/demo/world.ts';
import {
  CLUSTER,
  CLUSTER_PUT,
  GROUP_ID,
  startTestArm,
  type TestArm,
  VAULT,
  VAULT_PUT,
} from '../../../support/local-arm.ts';

const IDENTITY = `${GROUP_ID}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/me`;
const IDENTITY_VERSION = { query: 'api-version=2023-01-31' };
const READER = `/subscriptions/${SUBSCRIPTION_ID}/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7`;
const GRANT = `${GROUP_ID}/providers/Microsoft.Authorization/roleAssignments/11111111-2222-4333-8444-555555555555`;

let azure: TestArm;

beforeEach(async () => {
  azure = await startTestArm();
  await azure.send('PUT', GROUP_ID, { location: 'westeurope' });
});
afterEach(() => azure.arm.close());

async function createIdentity(): Promise<{ principalId: string; clientId: string }> {
  const { status, body } = await azure.send('PUT', IDENTITY, { location: 'westeurope' }, IDENTITY_VERSION);
  expect(status).toBe(201);
  return body.properties;
}

describe('a vault', () => {
  const patch = async (identity: object) => {
    await azure.send('PATCH', VAULT, { identity });
    await azure.wait(3);
    return (await azure.send('GET', VAULT)).body.identity;
  };

  test('takes system and user identities, and gives them up again', async () => {
    const { principalId, clientId } = await createIdentity();
    await azure.send('PUT', VAULT, VAULT_PUT);
    await azure.wait(5);
    const first = (await azure.send('GET', VAULT)).body.identity;

    const both = await patch({ type: 'SystemAssigned, UserAssigned', userAssignedIdentities: { [IDENTITY]: {} } });
    expect(both).toEqual({
      ...first,
      type: 'SystemAssigned,UserAssigned',
      userAssignedIdentities: { [IDENTITY]: { principalId, clientId } },
    });
    const user = await patch({ type: 'UserAssigned' });
    expect(user).toEqual({ type: 'UserAssigned', userAssignedIdentities: { [IDENTITY]: { principalId, clientId } } });
    expect(await patch({ type: 'None' })).toEqual({ type: 'None' });
    expect((await patch({ type: 'SystemAssigned' })).principalId).not.toBe(first.principalId);
  });

  test.each([
    ['an identity that does not exist', { type: 'UserAssigned', userAssignedIdentities: { [`${IDENTITY}x`]: {} } }],
    ['a user identity that it does not name', { type: 'UserAssigned' }],
    ['a type that is none', { type: 'Borrowed' }],
  ])('is refused %s', async (_, identity) => {
    const answer = await azure.send('PUT', VAULT, { ...VAULT_PUT, identity });
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'InvalidIdentity' } } });
    expect((await azure.send('GET', VAULT)).status).toBe(404);
  });

  test.each([
    ['application/json', 400, true],
    ['application/json;charset=utf-8', 406, false],
  ])('a bad request that accepts %s is answered %d', async (accept, status, hasBody) => {
    const answer = await azure.send('PUT', VAULT, { location: 'westeurope' }, { headers: { accept } });
    expect([answer.status, answer.body !== undefined]).toEqual([status, hasBody]);
  });

  test('is counted by its own service', async () => {
    const { headers } = await azure.send('PUT', VAULT, VAULT_PUT);
    expect(headers.get('x-ms-ratelimit-remaining-subscription-resource-requests')).toBe('99');
    expect(headers.get('x-ms-ratelimit-remaining-subscription-writes')).toBeNull();
  });
});

describe('a cluster', () => {
  test('runs under an identity of its user', async () => {
    const { principalId, clientId } = await createIdentity();
    const identity = { type: 'UserAssigned', userAssignedIdentities: { [IDENTITY]: {} } };
    expect((await azure.send('PUT', CLUSTER, { ...CLUSTER_PUT, identity })).body.identity).toEqual({
      type: 'UserAssigned',
      userAssignedIdentities: { [IDENTITY]: { principalId, clientId } },
    });
  });

  test('runs under a service principal, whose secret is never shown', async () => {
    const servicePrincipalProfile = { clientId: '99999999-9999-4999-8999-999999999999', secret: 'not-a-secret' };
    const { identity: _, ...put } = CLUSTER_PUT;
    const { body } = await azure.send('PUT', CLUSTER, {
      ...put,
      properties: { ...put.properties, servicePrincipalProfile },
    });
    expect(body.identity).toBeUndefined();
    expect(body.properties.servicePrincipalProfile).toEqual({ clientId: servicePrincipalProfile.clientId });
  });

  test.each([
    ['an identity that does not exist', { type: 'UserAssigned', userAssignedIdentities: { [IDENTITY]: {} } }],
    ['a user identity that it does not name', { type: 'UserAssigned' }],
    ['a type that is none', { type: 'Borrowed' }],
    ['neither an identity nor a service principal', undefined],
  ])('is refused %s', async (_, identity) => {
    const answer = await azure.send('PUT', CLUSTER, { ...CLUSTER_PUT, identity });
    expect(answer).toMatchObject({ status: 400, body: { code: 'InvalidParameter' } });
    expect((await azure.send('GET', CLUSTER)).status).toBe(404);
  });

  test('written again keeps its identity, its node group and what the client did not choose', async () => {
    const made = (await azure.send('PUT', CLUSTER, CLUSTER_PUT)).body;
    await azure.wait(280);
    const again = await azure.send('PUT', CLUSTER, { ...CLUSTER_PUT, tags: { a: 'b' } });
    expect(again).toMatchObject({
      status: 200,
      body: {
        identity: made.identity,
        tags: { a: 'b' },
        properties: { fqdn: made.properties.fqdn, provisioningState: 'Updating' },
      },
    });
    await azure.wait(60);
    expect((await azure.send('GET', CLUSTER)).body.properties.identityProfile.kubeletidentity.objectId).toBeTruthy();
  });
});

describe('the directory', () => {
  const grant = (principalId: string, principalType?: string) =>
    azure.send('PUT', GRANT, { properties: { roleDefinitionId: READER, principalId, principalType } });

  test('knows a new identity later still when the grant does not say what kind it is', async () => {
    const { principalId } = await createIdentity();
    await azure.wait(15);
    expect((await grant(principalId)).body.error.code).toBe('PrincipalNotFound');
    await azure.wait(45);
    expect((await grant(principalId)).status).toBe(201);
  });

  test('forgets an identity with its resource, and the grant stays as an orphan', async () => {
    const { principalId } = await createIdentity();
    await azure.wait(15);
    expect((await grant(principalId, 'ServicePrincipal')).status).toBe(201);
    await azure.send('DELETE', IDENTITY, undefined, IDENTITY_VERSION);
    expect((await azure.send('GET', GRANT)).body.properties.principalId).toBe(principalId);
    await azure.send('DELETE', GRANT);
    expect((await grant(principalId, 'ServicePrincipal')).body.error.code).toBe('PrincipalNotFound');
  });
});
