import { afterEach, beforeEach, expect, test } from 'vitest';
import { SUBSCRIPTION_ID } from '../../../../local/demo/world.ts';
import {
  ACCOUNT,
  BINDING,
  BINDING_PUT,
  CLUSTER,
  EXTENSION,
  EXTENSION_PUT,
  GROUP_ID,
  startTestArm,
  type TestArm,
  VAULT,
  VAULT_PUT,
} from '../../../support/local-arm.ts';

let azure: TestArm;

beforeEach(async () => {
  azure = await startTestArm();
  await azure.furnish();
  await azure.register();
});
afterEach(() => azure.arm.close());

test('a group takes no writes while it is being deleted, and takes everything along', async () => {
  const deleted = await azure.send('DELETE', GROUP_ID);
  expect(deleted.status).toBe(202);
  const { pathname } = new URL(deleted.headers.get('location') ?? '');
  expect((await azure.send('GET', pathname)).status).toBe(202);
  const put = await azure.send('PUT', VAULT, VAULT_PUT);
  expect(put).toMatchObject({ status: 409, body: { error: { code: 'ResourceGroupBeingDeleted' } } });

  await azure.wait(60);
  expect((await azure.send('GET', pathname)).status).toBe(200);
  for (const id of [GROUP_ID, CLUSTER, VAULT, ACCOUNT]) {
    const gone = await azure.send('GET', id);
    expect(gone).toMatchObject({ status: 404, body: { error: { code: 'ResourceGroupNotFound' } } });
    expect(gone.headers.get('x-ms-failure-cause')).toBe('gateway');
  }
  expect((await azure.send('DELETE', CLUSTER)).body.error.code).toBe('ResourceGroupNotFound');
});

test('an operation whose cluster goes meanwhile ends Failed, and brings nothing back', async () => {
  const put = await azure.send('PUT', EXTENSION, EXTENSION_PUT);
  await azure.send('DELETE', GROUP_ID);
  await azure.wait(262);
  await azure.send('PUT', GROUP_ID, { location: 'westeurope' });
  const { pathname } = new URL(put.headers.get('azure-asyncoperation') ?? '');
  expect((await azure.send('GET', pathname)).body).toMatchObject({ status: 'Failed' });
  expect((await azure.send('GET', EXTENSION)).status).toBe(404);
});

test('an extension that is deleted during its install stays deleted', async () => {
  await azure.send('PUT', EXTENSION, EXTENSION_PUT);
  expect((await azure.send('DELETE', EXTENSION)).status).toBe(200);
  await azure.wait(300);
  expect((await azure.send('GET', EXTENSION)).status).toBe(404);
});

test('a deleted binding makes room for another', async () => {
  await azure.send('PUT', BINDING, BINDING_PUT);
  await azure.wait(30);
  expect((await azure.send('DELETE', BINDING)).status).toBe(202);
  expect((await azure.send('GET', BINDING)).body.properties.provisioningState).toBe('Deleting');
  await azure.wait(30);
  expect((await azure.send('DELETE', BINDING)).status).toBe(204);
});

test.each([
  ['cluster', `${CLUSTER}x`],
  ['vault', `${VAULT}x`],
  ['account', `${ACCOUNT}x`],
  ['extension', `${EXTENSION}x`],
])('deleting a %s that is not there is no error', async (_, id) => {
  expect((await azure.send('DELETE', id)).status).toBe(204);
});

test('a provider is unregistered, and registered again', async () => {
  const provider = `/subscriptions/${SUBSCRIPTION_ID}/providers/Microsoft.KubernetesConfiguration`;
  expect((await azure.send('POST', `${provider}/unregister`)).body.registrationState).toBe('Unregistering');
  await azure.wait(90);
  expect((await azure.send('GET', provider)).body.registrationState).toBe('Unregistered');
  expect((await azure.send('PUT', EXTENSION, EXTENSION_PUT)).body.error.code).toBe('MissingSubscriptionRegistration');
  expect((await azure.send('POST', `${provider}/register`)).body.registrationState).toBe('Registering');
  await azure.wait(45);
  expect((await azure.send('POST', `${provider}/register`)).body.registrationState).toBe('Registering');
  expect((await azure.send('PUT', EXTENSION, EXTENSION_PUT)).status).toBe(409);
  await azure.wait(45);
  expect((await azure.send('PUT', EXTENSION, EXTENSION_PUT)).status).toBe(201);
});
