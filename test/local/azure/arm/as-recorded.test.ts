import { afterEach, beforeEach, expect, test } from 'vitest';
import { EXTENSION, EXTENSION_PUT, startTestArm, type TestArm, VAULT, VAULT_PUT } from '../../../support/local-arm.ts';

// Habits of the services that Microsoft's recorded tests show, and that no specification has.

let azure: TestArm;
beforeEach(async () => {
  azure = await startTestArm();
  await azure.furnish();
});
afterEach(() => azure.arm.close());

test('an extension never has an errorInfo, and always a namespace and a version', async () => {
  await azure.register();
  const created = await azure.send('PUT', EXTENSION, EXTENSION_PUT);
  expect(created.body.properties).toMatchObject({
    provisioningState: 'Creating',
    currentVersion: expect.stringMatching(/^\d+\.\d+\.\d+$/),
    scope: { cluster: { releaseNamespace: 'dataprotection-microsoft' } },
    statuses: [],
  });
  expect(created.body.properties).not.toHaveProperty('errorInfo');
});

test('a namespace that is asked for is kept', async () => {
  await azure.register();
  const cluster = { releaseNamespace: 'mine' };
  const properties = { ...EXTENSION_PUT.properties, extensionType: 'Microsoft.Flux', scope: { cluster } };
  const created = await azure.send('PUT', EXTENSION, { properties });
  expect(created.body.properties.scope).toEqual({ cluster });
});

test('the write of an extension also names an operation at the host of its region', async () => {
  await azure.register();
  const { headers } = await azure.send('PUT', EXTENSION, EXTENSION_PUT);
  const host = 'westeurope.rp.kubernetesconfiguration.azure.com';
  expect(new URL(headers.get('location') ?? '').host).toBe(host);
  expect(new URL(headers.get('azure-asyncoperation') ?? '').host).not.toBe(host);
});

test('the deletion of an extension that is being created is done with its answer', async () => {
  await azure.register();
  await azure.send('PUT', EXTENSION, EXTENSION_PUT);
  const deleted = await azure.send('DELETE', EXTENSION);
  expect(deleted).toMatchObject({ status: 200, body: { name: 'azure-aks-backup' } });
  expect(deleted.headers.get('azure-asyncoperation')).toBeNull();
  expect((await azure.send('GET', EXTENSION)).status).toBe(404);
});

test('the deletion of an extension that is there takes its time', async () => {
  await azure.register();
  await azure.send('PUT', EXTENSION, EXTENSION_PUT);
  await azure.wait(300);
  expect((await azure.send('DELETE', EXTENSION)).status).toBe(202);
  await azure.wait(125);
  expect((await azure.send('GET', EXTENSION)).body.properties.provisioningState).toBe('Deleting');
  await azure.wait(1);
  expect((await azure.send('GET', EXTENSION)).status).toBe(404);
});

test('of a deleted vault the service says that it is gone, of one that never was the gateway', async () => {
  const never = await azure.send('GET', VAULT.replace('v1', 'v2'));
  expect(never).toMatchObject({ status: 404, body: { error: { code: 'ResourceNotFound' } } });
  expect(never.headers.get('x-ms-failure-cause')).toBe('gateway');

  const deleted = await azure.send('DELETE', VAULT);
  expect(deleted.headers.get('location')).toContain('/operationResults/');
  await azure.wait(5);
  const gone = await azure.send('GET', VAULT);
  expect(gone).toMatchObject({ status: 404, body: { error: { code: 'UserErrorGenericResourceNotFound' } } });
  expect(gone.headers.get('x-ms-failure-cause')).toBeNull();

  const written = await azure.send('PUT', VAULT, VAULT_PUT);
  expect(written).toMatchObject({ status: 201 });
  expect(written.headers.get('retry-after')).toBe('10');
  expect((await azure.send('GET', VAULT)).status).toBe(200);
});
