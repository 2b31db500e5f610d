import { afterAll, beforeAll, expect, test } from 'vitest';
import { REFUSAL_CODES } from '../../../../local/azure/arm/faults/backup-refusals.ts';
import {
  CONTAINER,
  grant,
  grantId,
  INSTANCE,
  INSTANCE_PROPERTIES,
  makeReady,
  POLICY,
  POLICY_PUT,
  SNAPSHOTS,
} from '../../../support/backup-ready.ts';
import {
  ACCOUNT,
  BINDING,
  BINDING_PUT,
  CLUSTER,
  EXTENSION,
  startTestArm,
  type TestArm,
  VAULT,
} from '../../../support/local-arm.ts';

let azure: TestArm;
const VALIDATE = `${VAULT}/validateForBackup`;

beforeAll(async () => {
  azure = await startTestArm({ recordTo: `.traffic/arm-backup-protection-${process.pid}.ndjson` });
  await makeReady(azure);
});
afterAll(() => azure.arm.close());

/** Where Azure says how a long operation stands, without the host. */
function pathOf(headers: Headers, header = 'azure-asyncoperation'): string {
  const { pathname } = new URL(headers.get(header) ?? '');
  return pathname;
}

async function statusOf(headers: Headers) {
  return (await azure.send('GET', pathOf(headers))).body;
}

async function validated(properties: object = INSTANCE_PROPERTIES) {
  const { status, headers } = await azure.send('POST', VALIDATE, { backupInstance: properties });
  expect(status).toBe(202);
  await azure.wait(91);
  return statusOf(headers);
}

test('a policy is there at once, with ids for its tags', async () => {
  expect((await azure.send('GET', POLICY)).body).toMatchObject({
    name: 'daily',
    properties: { policyRules: [{ trigger: { taggingCriteria: [{ tagInfo: { id: 'Default_' } }] } }, {}] },
  });
  expect((await azure.send('GET', `${VAULT}/backupPolicies`)).body.value).toHaveLength(1);
  expect((await azure.send('GET', `${VAULT}/backupPolicies/x`)).status).toBe(404);
  expect((await azure.send('PUT', `${VAULT}/backupPolicies/other`, POLICY_PUT)).status).toBe(200);
  expect((await azure.send('DELETE', `${VAULT}/backupPolicies/other`)).status).toBe(200);
  expect((await azure.send('DELETE', `${VAULT}/backupPolicies/other`)).status).toBe(204);
});

test('a validation runs for a while, then succeeds', async () => {
  const { status, headers } = await azure.send('POST', VALIDATE, { backupInstance: INSTANCE_PROPERTIES });
  expect(status).toBe(202);
  expect(pathOf(headers, 'location')).toMatch(/\/locations\/westeurope\/operationResults\//);
  expect(await statusOf(headers)).toMatchObject({ status: 'Inprogress', endTime: '0001-01-01T00:00:00Z' });
  expect((await azure.send('GET', pathOf(headers, 'location'))).status).toBe(202);
  await azure.wait(91);
  expect(await statusOf(headers)).toMatchObject({ status: 'Succeeded' });
  expect((await azure.send('GET', pathOf(headers, 'location'))).body).toEqual({
    objectType: 'OperationJobExtendedInfo',
  });
});

type Change = (azure: TestArm) => Promise<unknown>;

const LOCK = (scope: string) => `${scope}/providers/Microsoft.Authorization/locks/l1`;

/** What is broken, the code that the service then says, and how it is mended. */
const BROKEN: readonly (readonly [string, string, Change, Change])[] = [
  [
    'the vault may not read the cluster',
    'KubernetesBackupListExtensionsError',
    (a) => a.send('DELETE', grantId('vaultReadsCluster')),
    (a) => grant(a, 'vaultReadsCluster'),
  ],
  [
    'the vault may not read the snapshot group',
    'UserErrorMissingMSIPermissionsOnSnapshotResourceGroup',
    (a) => a.send('DELETE', grantId('vaultReadsSnapshots')),
    (a) => grant(a, 'vaultReadsSnapshots'),
  ],
  [
    'the cluster may not write snapshots',
    'UserErrorMissingClusterMSIPermissionsOnSnapshotResourceGroup',
    (a) => a.send('DELETE', grantId('clusterWritesSnapshots')),
    (a) => grant(a, 'clusterWritesSnapshots'),
  ],
  [
    'the extension may not write blobs',
    'UserErrorExtensionMSIMissingPermissionsOnBackupStorageLocation',
    (a) => a.send('DELETE', grantId('extensionWritesContainer')),
    (a) => grant(a, 'extensionWritesContainer'),
  ],
  [
    'Trusted Access is gone',
    'UserErrorKubernetesBackupExtensionUnhealthy',
    async (a) => {
      await a.send('DELETE', BINDING);
      await a.wait(60);
    },
    async (a) => {
      await a.send('PUT', BINDING, BINDING_PUT);
      await a.wait(60);
    },
  ],
  [
    'the snapshot group has a lock',
    'UserErrorSnapshotResourceGroupHasLocks',
    (a) => a.send('PUT', LOCK(SNAPSHOTS), { properties: { level: 'CanNotDelete' } }),
    (a) => a.send('DELETE', LOCK(SNAPSHOTS)),
  ],
  [
    'the account has a read-only lock',
    'UserErrorBackupFailedBackupStorageLocationReadOnly',
    (a) => a.send('PUT', LOCK(ACCOUNT), { properties: { level: 'ReadOnly' } }),
    (a) => a.send('DELETE', LOCK(ACCOUNT)),
  ],
  [
    'the container is gone',
    'UserErrorBackupStorageLocationNotFound',
    (a) => a.send('DELETE', CONTAINER),
    (a) => a.send('PUT', CONTAINER, {}),
  ],
  [
    'the account lets no network in',
    'UserErrorBackupStorageLocationNotReady',
    (a) => a.send('PATCH', ACCOUNT, { properties: { publicNetworkAccess: 'Disabled' } }),
    (a) => a.send('PATCH', ACCOUNT, { properties: { publicNetworkAccess: 'Enabled' } }),
  ],
  [
    'the cluster is stopped',
    'UserErrorKubernetesBackupClusterIsStopped',
    async (a) => {
      await a.send('POST', `${CLUSTER}/stop`);
      await a.wait(200);
    },
    async (a) => {
      await a.send('POST', `${CLUSTER}/start`);
      await a.wait(200);
    },
  ],
];

test.each(BROKEN)('%s: %s', async (_, code, damage, mend) => {
  await damage(azure);
  const { status, error } = await validated();
  expect(status).toBe('Failed');
  expect(error).toMatchObject({
    code,
    additionalInfo: [{ type: 'UserFacingError', info: { code, isUserError: false, innerError: { code: 'Success' } } }],
  });
  await mend(azure);
  await azure.wait(120);
  expect((await validated()).status).toBe('Succeeded');
});

test.each([
  [
    'no policy of that name',
    { policyInfo: { ...INSTANCE_PROPERTIES.policyInfo, policyId: `${VAULT}/backupPolicies/x` } },
  ],
  ['no word on the set', { dataSourceSetInfo: undefined }],
])('a request that does not fit: %s', async (_, change) => {
  const { error } = await validated({ ...INSTANCE_PROPERTIES, ...change });
  expect(error.code).toBe('ScenarioPluginInvalidWorkflowDataRequest');
});

test('an extension that is gone, and one that is being installed', async () => {
  const other = await startTestArm();
  await makeReady(other);
  const code = async () => {
    const { headers } = await other.send('POST', VALIDATE, { backupInstance: INSTANCE_PROPERTIES });
    await other.wait(91);
    return (await other.send('GET', pathOf(headers))).body.error?.code;
  };
  const { body } = await other.send('GET', EXTENSION);
  await other.send('DELETE', EXTENSION);
  await other.wait(100);
  expect(await code()).toBe('UserErrorKubernetesBackupExtensionNotFoundError');
  const { extensionType, configurationSettings } = body.properties;
  await other.send('PUT', EXTENSION, { properties: { extensionType, configurationSettings } });
  expect(await code()).toBe('UserErrorKubernetesBackupExtensionUnhealthy');
  await other.arm.close();
});

test('a cluster that is in another region than the vault', async () => {
  const other = await startTestArm();
  await makeReady(other);
  const vault = `${VAULT}2`;
  await other.send('PUT', vault, {
    location: 'northeurope',
    identity: { type: 'SystemAssigned' },
    properties: { storageSettings: [{ datastoreType: 'VaultStore', type: 'LocallyRedundant' }] },
  });
  await other.send('PUT', `${vault}/backupPolicies/daily`, POLICY_PUT);
  const policyInfo = { ...INSTANCE_PROPERTIES.policyInfo, policyId: `${vault}/backupPolicies/daily` };
  const { headers } = await other.send('POST', `${vault}/validateForBackup`, {
    backupInstance: { ...INSTANCE_PROPERTIES, policyInfo },
  });
  await other.wait(91);
  expect((await other.send('GET', pathOf(headers))).body.error.code).toBe('ScenarioPluginInvalidWorkflowDataRequest');
  await other.arm.close();
});

test.each(REFUSAL_CODES)('a fault lets the service say %s', async (code) => {
  azure.arm.faults.add({
    path: '**/validateForBackup',
    when: { kind: 'next', count: 1 },
    fault: { kind: 'backupRefused', code },
  });
  expect((await validated()).error.code).toBe(code);
  azure.arm.faults.clear();
});

test('protected, backed up, stopped with its data, resumed', async () => {
  const put = await azure.send('PUT', INSTANCE, { properties: INSTANCE_PROPERTIES });
  expect(put).toMatchObject({
    status: 201,
    body: {
      properties: {
        currentProtectionState: 'ConfiguringProtection',
        protectionStatus: { status: 'ConfiguringProtection' },
        provisioningState: 'Provisioning',
      },
    },
  });
  await azure.wait(61);
  expect((await azure.send('GET', INSTANCE)).body.properties).toMatchObject({
    currentProtectionState: 'ProtectionConfigured',
    provisioningState: 'Succeeded',
  });
  expect((await validated()).error.code).toBe('UserErrorDppDatasourceAlreadyHasBackupInstance');
  expect(await azure.send('PUT', `${VAULT}/backupInstances/second`, { properties: INSTANCE_PROPERTIES })).toMatchObject(
    {
      status: 400,
      body: { error: { code: 'UserErrorDppDatasourceAlreadyHasBackupInstance' } },
    },
  );
  expect((await azure.send('DELETE', POLICY)).status).toBe(400);

  const backup = await azure.send('POST', `${INSTANCE}/backup`, {
    backupRuleOptions: { ruleName: 'BackupHourly', triggerOption: {} },
  });
  expect(backup.status).toBe(202);
  await azure.wait(10);
  expect(await statusOf(backup.headers)).toMatchObject({ status: 'Succeeded' });
  const { jobId } = (await azure.send('GET', pathOf(backup.headers, 'location'))).body;
  expect((await azure.send('GET', jobId)).body.properties).toMatchObject({
    status: 'InProgress',
    backupInstanceId: INSTANCE,
  });
  await azure.wait(160);
  const job = (await azure.send('GET', jobId)).body.properties;
  expect(job).toMatchObject({ status: 'Completed', errorDetails: null });
  expect((await azure.send('GET', `${VAULT}/backupJobs`)).body.value).toHaveLength(1);
  const points = (await azure.send('GET', `${INSTANCE}/recoveryPoints`)).body.value;
  expect(points.map(({ name }: { name: string }) => name)).toContain(
    job.extendedInfo.targetRecoverPoint.recoveryPointID,
  );

  const stop = await azure.send('POST', `${INSTANCE}/stopProtection`, {});
  await azure.wait(31);
  expect(await statusOf(stop.headers)).toMatchObject({ status: 'Succeeded' });
  expect((await azure.send('GET', INSTANCE)).body.properties.currentProtectionState).toBe('ProtectionStopped');
  await azure.wait(3 * 86_400);
  expect((await azure.send('GET', `${INSTANCE}/recoveryPoints`)).body.value).toHaveLength(points.length);
  expect(
    (await azure.send('POST', `${INSTANCE}/backup`, { backupRuleOptions: { ruleName: 'x', triggerOption: {} } }))
      .status,
  ).toBe(400);
  await azure.send('POST', `${INSTANCE}/resumeProtection`, {});
  await azure.wait(31);
  expect((await azure.send('GET', INSTANCE)).body.properties.currentProtectionState).toBe('ProtectionConfigured');
});

test('a job that fails says why', async () => {
  await azure.send('DELETE', CONTAINER);
  const { headers } = await azure.send('POST', `${INSTANCE}/backup`, {
    backupRuleOptions: { ruleName: 'BackupHourly', triggerOption: {} },
  });
  await azure.wait(160);
  const { jobId } = (await azure.send('GET', pathOf(headers, 'location'))).body;
  expect((await azure.send('GET', jobId)).body.properties).toMatchObject({
    status: 'Failed',
    errorDetails: [{ code: 'UserErrorBackupStorageLocationNotFound' }],
  });
  await azure.send('PUT', CONTAINER, {});
});

test('an instance in error is healed by a sync once its cause is gone, and not before', async () => {
  await azure.send('DELETE', grantId('clusterWritesSnapshots'));
  const failing = await azure.send('POST', `${INSTANCE}/sync`, { syncType: 'Default' });
  expect(failing.headers.get('retry-after')).toBe('30');
  await azure.wait(31);
  const code = 'UserErrorMissingClusterMSIPermissionsOnSnapshotResourceGroup';
  expect(await statusOf(failing.headers)).toMatchObject({ status: 'Failed', error: { code } });
  expect((await azure.send('GET', INSTANCE)).body.properties).toMatchObject({
    currentProtectionState: 'ProtectionError',
    protectionErrorDetails: { code },
    protectionStatus: { errorDetails: { code } },
    provisioningState: 'Succeeded',
  });
  await grant(azure, 'clusterWritesSnapshots');
  await azure.send('POST', `${INSTANCE}/sync`, { syncType: 'Default' });
  await azure.wait(31);
  const { properties } = (await azure.send('GET', INSTANCE)).body;
  expect(properties.currentProtectionState).toBe('ProtectionConfigured');
  expect(properties).not.toHaveProperty('protectionErrorDetails');
});

test('a restore is validated against the target, and writes nothing', async () => {
  const [point] = (await azure.send('GET', `${INSTANCE}/recoveryPoints`)).body.value;
  const { dataSourceInfo, dataSourceSetInfo } = INSTANCE_PROPERTIES;
  const request = (recoveryPointId: string) => ({
    restoreRequestObject: {
      objectType: 'AzureBackupRecoveryPointBasedRestoreRequest',
      recoveryPointId,
      sourceDataStoreType: 'OperationalStore',
      restoreTargetInfo: {
        objectType: 'ItemLevelRestoreTargetInfo',
        recoveryOption: 'FailIfExists',
        restoreLocation: 'westeurope',
        datasourceInfo: dataSourceInfo,
        datasourceSetInfo: dataSourceSetInfo,
        restoreCriteria: [
          {
            objectType: 'KubernetesClusterRestoreCriteria',
            includeClusterScopeResources: true,
            conflictPolicy: 'Skip',
            persistentVolumeRestoreMode: 'RestoreWithVolumeData',
          },
        ],
      },
    },
  });
  const drill = await azure.send('POST', `${INSTANCE}/validateRestore`, request(point.name));
  expect(drill.status).toBe(202);
  await azure.wait(91);
  expect(await statusOf(drill.headers)).toMatchObject({ status: 'Succeeded' });

  await azure.send('DELETE', grantId('vaultReadsCluster'));
  const failing = await azure.send('POST', `${INSTANCE}/validateRestore`, request(point.name));
  await azure.wait(91);
  expect((await statusOf(failing.headers)).error.code).toBe('KubernetesBackupListExtensionsError');
  expect((await azure.send('POST', `${INSTANCE}/validateRestore`, request('x'))).status).toBe(400);
});
