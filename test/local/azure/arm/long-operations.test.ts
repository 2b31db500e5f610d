import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PERSON } from '../../../../local/demo/world.ts';
import {
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

let azure: TestArm;
let runs = 0;

beforeEach(async () => {
  azure = await startTestArm({ recordTo: `.traffic/arm-long-${process.pid}-${++runs}.ndjson` });
});
afterEach(() => azure.arm.close());

const stateOf = async (id: string): Promise<string> => (await azure.send('GET', id)).body.properties.provisioningState;

describe('a managed cluster', () => {
  test('is Creating and yet says Running, until 280 s later it has succeeded', async () => {
    await azure.send('PUT', GROUP_ID, { location: 'westeurope' });
    const put = await azure.send('PUT', CLUSTER, CLUSTER_PUT);
    expect(put.status).toBe(201);
    expect(put.headers.get('azure-asyncoperation')).toMatch(/\/locations\/westeurope\/operations\//);
    expect(put.body.properties).toMatchObject({ provisioningState: 'Creating', powerState: { code: 'Running' } });
    await azure.wait(279);
    expect(await stateOf(CLUSTER)).toBe('Creating');
    await azure.wait(1);
    expect(await stateOf(CLUSTER)).toBe('Succeeded');
  });

  test('answers in the spelling of AKS, with its identity and node group', async () => {
    await azure.furnish();
    const { body } = await azure.send('GET', CLUSTER.toUpperCase().replace('/SUBSCRIPTIONS', '/subscriptions'));
    expect(body.id).toContain('/resourcegroups/');
    expect(body.type).toBe('Microsoft.ContainerService/ManagedClusters');
    expect(body.identity.principalId).toMatch(/^[0-9a-f-]{36}$/);
    expect(body.properties.nodeResourceGroup).toMatch(/^MC_/);
  });

  test('has no identity under a service principal', async () => {
    await azure.send('PUT', GROUP_ID, { location: 'westeurope' });
    const servicePrincipalProfile = { clientId: PERSON.appId, secret: 'not-a-secret' };
    const put = await azure.send('PUT', CLUSTER, {
      location: 'westeurope',
      properties: { ...CLUSTER_PUT.properties, servicePrincipalProfile },
    });
    expect(put.status).toBe(201);
    expect(put.body.identity).toBeUndefined();
    expect(put.body.properties.servicePrincipalProfile).toEqual({ clientId: PERSON.appId });
  });

  test('takes the identities that were made for it', async () => {
    await azure.send('PUT', GROUP_ID, { location: 'westeurope' });
    const mine = `${GROUP_ID}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/mine`;
    const { principalId } = (await azure.send('PUT', mine, { location: 'westeurope' })).body.properties;
    const identity = { type: 'UserAssigned', userAssignedIdentities: { [mine]: {} } };
    const { body } = await azure.send('PUT', CLUSTER, { ...CLUSTER_PUT, identity });
    expect(body.identity).toMatchObject({ type: 'UserAssigned', userAssignedIdentities: { [mine]: { principalId } } });
  });
});

describe('a trusted access role binding', () => {
  test('written again as it is, is a write all the same', async () => {
    await azure.furnish();
    await azure.send('PUT', BINDING, BINDING_PUT);
    await azure.wait(30);
    expect((await azure.send('PUT', BINDING, BINDING_PUT)).body.properties.provisioningState).toBe('Updating');
  });
});

describe('an extension', () => {
  test('gets its identity only at the end, 262 s later', async () => {
    await azure.furnish();
    await azure.register();
    const put = await azure.send('PUT', EXTENSION, EXTENSION_PUT);
    expect(put).toMatchObject({
      status: 201,
      body: { properties: { provisioningState: 'Creating', aksAssignedIdentity: null } },
    });
    await azure.wait(261);
    expect((await azure.send('GET', EXTENSION)).body.properties.aksAssignedIdentity).toBeNull();
    await azure.wait(1);
    const { properties } = (await azure.send('GET', EXTENSION)).body;
    expect(properties).toMatchObject({ provisioningState: 'Succeeded', configurationSettings: { a: 'b' } });
    expect(properties.aksAssignedIdentity.principalId).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('returns the state of its operation', async () => {
    await azure.furnish();
    await azure.register();
    const put = await azure.send('PUT', EXTENSION, EXTENSION_PUT);
    const { pathname } = new URL(put.headers.get('azure-asyncoperation') ?? '');
    expect((await azure.send('GET', pathname)).body.status).toBe('Creating');
    await azure.wait(262);
    expect((await azure.send('GET', pathname)).body.status).toBe('Succeeded');
  });

  test('that is started while the cluster is being written ends Failed', async () => {
    await azure.furnish();
    await azure.register();
    await azure.send('PUT', BINDING, BINDING_PUT);
    const put = await azure.send('PUT', EXTENSION, EXTENSION_PUT);
    const { pathname } = new URL(put.headers.get('azure-asyncoperation') ?? '');
    await azure.wait(262);
    expect((await azure.send('GET', pathname)).body).toMatchObject({
      status: 'Failed',
      error: { code: 'ExtensionOperationFailed', message: expect.stringContaining('EtagMismatch') },
    });
    expect(await stateOf(EXTENSION)).toBe('Failed');
  });

  test('takes no other write while one is running', async () => {
    await azure.furnish();
    await azure.register();
    await azure.send('PUT', EXTENSION, EXTENSION_PUT);
    expect(await azure.send('PATCH', EXTENSION, { properties: {} })).toMatchObject({
      status: 409,
      body: { error: { code: 'ExtensionPatchFailed' } },
    });
  });
});

describe('a Backup vault', () => {
  test('has its identity at once, and spells Inprogress in its own way', async () => {
    await azure.send('PUT', GROUP_ID, { location: 'westeurope' });
    const put = await azure.send('PUT', VAULT, VAULT_PUT);
    expect(put).toMatchObject({ status: 201, body: { properties: { provisioningState: 'Provisioning' } } });
    expect(put.body.identity.principalId).toMatch(/^[0-9a-f-]{36}$/);
    const { pathname } = new URL(put.headers.get('azure-asyncoperation') ?? '');
    expect((await azure.send('GET', pathname)).body).toMatchObject({
      status: 'Inprogress',
      endTime: '0001-01-01T00:00:00Z',
    });
    await azure.wait(10);
    expect((await azure.send('GET', pathname)).body.status).toBe('Succeeded');
    expect(await stateOf(VAULT)).toBe('Succeeded');
  });

  test('is given an identity by PATCH, and keeps it', async () => {
    await azure.send('PUT', GROUP_ID, { location: 'westeurope' });
    const { identity: _, ...bare } = VAULT_PUT;
    await azure.send('PUT', VAULT, bare);
    await azure.wait(10);
    expect((await azure.send('PATCH', VAULT, { identity: { type: 'SystemAssigned' } })).status).toBe(202);
    await azure.wait(10);
    const { principalId } = (await azure.send('GET', VAULT)).body.identity;
    expect(principalId).toMatch(/^[0-9a-f-]{36}$/);
    await azure.send('PATCH', VAULT, { tags: { a: 'b' } });
    await azure.wait(10);
    expect((await azure.send('GET', VAULT)).body.identity.principalId).toBe(principalId);
  });
});
