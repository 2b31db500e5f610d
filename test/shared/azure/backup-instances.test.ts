import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Arm } from '../../../shared/ports/arm.ts';
import { armAt, type StubArm, startStubArm } from '../../support/azure/stub-arm.ts';
import { CLUSTER_ID, VAULT_ID } from '../../support/facts.ts';

let azure: StubArm;
let arm: Arm;
beforeAll(async () => {
  azure = await startStubArm();
  arm = armAt(azure.origin);
});
afterAll(() => azure.close());

const instance = (properties: unknown) => ({ id: '/v/backupInstances/shop', name: 'shop', properties });
const PROTECTING = instance({
  dataSourceInfo: { resourceID: CLUSTER_ID.toUpperCase() },
  currentProtectionState: 'ProtectionConfigured',
});

test('what a vault protects is read in all pages, with ids in any casing', async () => {
  azure.willReply(
    { status: 200, body: { value: [], nextLink: `${azure.origin}/next?api-version=2024-04-01` } },
    { status: 200, body: { value: [PROTECTING] } },
  );
  expect(await arm.listBackupInstances(VAULT_ID)).toMatchObject({
    ok: true,
    value: [{ name: 'shop', datasourceId: CLUSTER_ID, protectionState: 'ProtectionConfigured' }],
  });
  expect(azure.received[0]?.path).toBe(`${VAULT_ID}/backupInstances?api-version=2024-04-01`);
});

test('what protects a cluster is asked at the cluster', async () => {
  azure.willReply({ status: 200, body: { value: [instance(null)] } });
  expect(await arm.listBackupInstancesOf(CLUSTER_ID)).toMatchObject({ value: [{ datasourceId: CLUSTER_ID }] });
  expect(azure.received[0]?.path).toBe(
    `${CLUSTER_ID}/providers/Microsoft.DataProtection/backupInstances?api-version=2024-04-01`,
  );
});

test('the vault, the policy and the error of an instance are read; the vault of its policy where the id names none', async () => {
  const properties = {
    policyInfo: { policyId: `${VAULT_ID}/backupPolicies/daily` },
    currentProtectionState: 'ProtectionError',
    protectionErrorDetails: { code: 'UserErrorKubernetesBackupExtensionUnhealthy' },
  };
  const id = `${VAULT_ID}/backupInstances/shop`;
  azure.willReply({ status: 200, body: { value: [{ id, properties }, instance(properties), instance({})] } });
  const shared = {
    policyId: `${VAULT_ID}/backupPolicies/daily`,
    protectionState: 'ProtectionError',
    errorCode: 'UserErrorKubernetesBackupExtensionUnhealthy',
  };
  expect(await arm.listBackupInstancesOf(CLUSTER_ID)).toMatchObject({
    value: [
      { ...shared, vaultId: VAULT_ID },
      { ...shared, vaultId: VAULT_ID },
      { vaultId: undefined, policyId: undefined, errorCode: undefined },
    ],
  });
});

test.each([
  ['no list', {}],
  ['null', { value: null }],
  ['an instance that does not say what it protects', { value: [instance({ dataSourceInfo: null })] }],
  ['an instance without properties', { value: [instance(undefined)] }],
  ['an instance of something that is no id', { value: [instance({ dataSourceInfo: { resourceID: 'x' } })] }],
  ['an instance without an id', { value: [{ ...PROTECTING, id: null }] }],
])('%s is unreadable: it could be the very one that is looked for', async (_, body) => {
  azure.willReply({ status: 200, body });
  expect(await arm.listBackupInstances(VAULT_ID)).toMatchObject({ ok: false, failure: { code: 'UnreadableAnswer' } });
});

test('recovery points are read with their time and stores', async () => {
  const details = [{ type: 'OperationalStore' }, { type: 'VaultStore' }, { type: 7 }, null];
  const points = [
    { properties: { recoveryPointTime: '2023-06-09T09:54:48.5767178Z', recoveryPointDataStoresDetails: details } },
    { properties: { recoveryPointTime: '2023-06-10T09:54:48Z', recoveryPointDataStoresDetails: null } },
  ];
  azure.willReply({ status: 200, body: { value: points } });
  expect(await arm.listRecoveryPoints(VAULT_ID, 'shop one')).toMatchObject({
    ok: true,
    value: [
      { time: '2023-06-09T09:54:48.5767178Z', stores: ['OperationalStore', 'VaultStore'] },
      { time: '2023-06-10T09:54:48Z', stores: [] },
    ],
  });
  expect(azure.received[0]?.path).toBe(`${VAULT_ID}/backupInstances/shop%20one/recoveryPoints?api-version=2024-04-01`);
});

test.each([[{}], [{ properties: null }], [{ properties: { recoveryPointTime: 'soon' } }]])(
  'a recovery point without its time (%j) makes the list unreadable',
  async (point) => {
    azure.willReply({ status: 200, body: { value: [point] } });
    expect(await arm.listRecoveryPoints(VAULT_ID, 'shop')).toMatchObject({ failure: { code: 'UnreadableAnswer' } });
  },
);
