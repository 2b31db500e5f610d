import { afterAll, beforeAll, expect, test } from 'vitest';
import { CONTAINER, makeReady } from '../../../support/backup-ready.ts';
import { CLUSTER, GROUP_ID, startTestArm, type TestArm, VAULT } from '../../../support/local-arm.ts';

let azure: TestArm;

const INSTANCE = `${VAULT}/backupInstances/c1`;
const OF_CLUSTER = `${CLUSTER}/providers/Microsoft.DataProtection/backupInstances`;
const PUT = {
  properties: {
    dataSourceInfo: { resourceID: CLUSTER.toUpperCase(), objectType: 'Datasource' },
    policyInfo: { policyId: `${VAULT}/backupPolicies/daily` },
    objectType: 'BackupInstance',
  },
};

beforeAll(async () => {
  azure = await startTestArm({ recordTo: `.traffic/arm-backup-instances-${process.pid}.ndjson` });
  await azure.furnish();
});
afterAll(() => azure.arm.close());

test('protecting a cluster that is not ready is a long operation, and its end says why not', async () => {
  expect((await azure.send('GET', OF_CLUSTER)).body).toEqual({ value: [] });
  const put = await azure.send('PUT', INSTANCE, PUT);
  expect(put).toMatchObject({ status: 201, body: { properties: { currentProtectionState: 'ConfiguringProtection' } } });
  expect(put.headers.get('azure-asyncoperation')).toContain('/operationStatus/');
  await azure.wait(61);

  expect((await azure.send('GET', INSTANCE)).body).toMatchObject({
    name: 'c1',
    type: 'Microsoft.DataProtection/backupVaults/backupInstances',
    properties: {
      ...PUT.properties,
      currentProtectionState: 'ProtectionError',
      protectionErrorDetails: { code: 'KubernetesBackupListExtensionsError' },
      provisioningState: 'Succeeded',
    },
  });
  for (const list of [`${VAULT}/backupInstances`, OF_CLUSTER]) {
    expect((await azure.send('GET', list)).body.value).toHaveLength(1);
  }
  expect((await azure.send('PUT', INSTANCE, PUT)).status).toBe(200);
  await azure.wait(61);
});

test('what is protected no more is in no list', async () => {
  expect((await azure.send('DELETE', INSTANCE)).status).toBe(202);
  await azure.wait(31);
  expect((await azure.send('GET', INSTANCE)).status).toBe(404);
  expect((await azure.send('GET', OF_CLUSTER)).body).toEqual({ value: [] });
  expect((await azure.send('DELETE', INSTANCE)).status).toBe(204);
});

test.each([
  ['a vault', `${GROUP_ID}/providers/Microsoft.DataProtection/backupVaults/x/backupInstances`],
  ['a cluster', OF_CLUSTER.replace('/c1/', '/x/')],
])('%s that is not there', async (_, id) => {
  expect((await azure.send('GET', id)).status).toBe(404);
});

test('a protected cluster is backed up by the schedule of its policy, every four hours, while its container exists', async () => {
  const other = await startTestArm();
  await makeReady(other);
  const points = async () => (await other.send('GET', `${INSTANCE}/recoveryPoints`)).body.value.length;
  await other.send('PUT', INSTANCE, PUT);
  expect(await points()).toBe(0);
  await other.wait(61);
  expect(await points()).toBe(0);
  await other.wait(4 * 3600);
  expect(await points()).toBe(1);
  await other.wait(2 * 86_400);
  await other.send('DELETE', CONTAINER);
  await other.wait(2 * 86_400);
  expect(await points()).toBe(13);
  await other.send('PUT', CONTAINER, {});
  expect(await points()).toBe(13);
  await other.wait(86_400);
  expect(await points()).toBe(19);
  expect((await other.send('GET', `${VAULT}/backupInstances/x/recoveryPoints`)).status).toBe(404);
  await other.arm.close();
});

test('an instance of nothing is refused', async () => {
  // Not on the recorded server: the specification forbids the request.
  const other = await startTestArm();
  await other.furnish();
  expect((await other.send('PUT', INSTANCE, { properties: {} })).status).toBe(400);
  await other.arm.close();
});
