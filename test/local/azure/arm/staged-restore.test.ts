/** A restore from the vault is validated against the target and its staging place. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROLES } from '../../../../shared/model/roles.ts';
import { policyBody } from '../../../../shared/steps/policy-body.ts';
import { INSTANCE, INSTANCE_PROPERTIES, makeReady, POLICY } from '../../../support/backup-ready.ts';
import { GROUP_ID, startTestArm, type TestArm, VAULT } from '../../../support/local-arm.ts';

const SUBSCRIPTION = GROUP_ID.split('/').slice(0, 3).join('/');
const GROUP = `${SUBSCRIPTION}/resourceGroups/staging`;
const ACCOUNT = `${GROUP}/providers/Microsoft.Storage/storageAccounts/ststaging`;
const CODES = {
  group: 'UserErrorMissingMSIPermissionsOnSnapshotResourceGroup',
  account: 'UserErrorBackupStorageLocationNotFound',
};

let azure: TestArm;
let point: string;

beforeAll(async () => {
  azure = await startTestArm();
  await makeReady(azure);
  await azure.send('PUT', POLICY, policyBody('disasterRecovery'));
  await azure.send('PUT', INSTANCE, { properties: INSTANCE_PROPERTIES });
  await azure.wait(25 * 3600);
  const { value } = (await azure.send('GET', `${INSTANCE}/recoveryPoints`)).body;
  expect(value[0].properties.recoveryPointDataStoresDetails.map(({ type }: { type: string }) => type)).toEqual([
    'OperationalStore',
    'VaultStore',
  ]);
  point = value[0].name;
});
afterAll(() => azure.arm.close());

function requestFor(location = 'westeurope', store = 'VaultStore') {
  const { dataSourceInfo, dataSourceSetInfo } = INSTANCE_PROPERTIES;
  return {
    restoreRequestObject: {
      objectType: 'AzureBackupRecoveryPointBasedRestoreRequest',
      recoveryPointId: point,
      sourceDataStoreType: store,
      restoreTargetInfo: {
        objectType: 'ItemLevelRestoreTargetInfo',
        recoveryOption: 'FailIfExists',
        restoreLocation: location,
        datasourceInfo: dataSourceInfo,
        datasourceSetInfo: dataSourceSetInfo,
        restoreCriteria: [
          {
            objectType: 'KubernetesClusterVaultTierRestoreCriteria',
            includeClusterScopeResources: true,
            stagingResourceGroupId: GROUP,
            stagingStorageAccountId: ACCOUNT,
          },
        ],
      },
    },
  };
}

/** The code of the refusal, in the frame that was recorded; undefined where it is confirmed. */
async function refusal(): Promise<string | undefined> {
  const { status, headers } = await azure.send('POST', `${INSTANCE}/validateRestore`, requestFor());
  expect(status).toBe(202);
  await azure.wait(91);
  const { pathname } = new URL(headers.get('azure-asyncoperation') ?? '');
  const { body } = await azure.send('GET', pathname);
  if (body.status === 'Succeeded') return undefined;
  expect(body.error.additionalInfo[0].info.code).toBe(body.error.code);
  return body.error.code;
}

async function grantVault(scope: string, role: string): Promise<void> {
  const { principalId } = (await azure.send('GET', VAULT)).body.identity;
  const properties = {
    roleDefinitionId: `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/${role}`,
    principalId,
    principalType: 'ServicePrincipal',
  };
  await azure.send('PUT', `${scope}/providers/Microsoft.Authorization/roleAssignments/${role}`, { properties });
}

const account = (properties: object) =>
  azure.send('PUT', ACCOUNT, { location: 'westeurope', kind: 'StorageV2', sku: { name: 'Standard_LRS' }, properties });

test('each lack of the staging place is refused, one after another, until the restore is confirmed', async () => {
  const said = [await refusal()];
  await azure.send('PUT', GROUP, { location: 'westeurope' });
  said.push(await refusal());
  await grantVault(GROUP, ROLES.Contributor);
  said.push(await refusal());
  await account({ publicNetworkAccess: 'Disabled' });
  said.push(await refusal());
  await account({ publicNetworkAccess: 'Enabled' });
  said.push(await refusal());
  // Contributor on the group reaches the account, but no data in it.
  await grantVault(ACCOUNT, ROLES['Storage Blob Data Contributor']);
  said.push(await refusal());
  await grantVault(ACCOUNT, ROLES['Storage Blob Data Owner']);
  said.push(await refusal());
  const { group, account: lacking } = CODES;
  expect(said).toEqual([group, group, lacking, lacking, lacking, lacking, undefined]);
});

test('a recovery point is restored only from where it is, and only by a request in order', async () => {
  const validate = (request: object) => azure.send('POST', `${INSTANCE}/validateRestore`, request);
  expect((await validate(requestFor('westeurope', 'ArchiveStore'))).body.error.code).toBe(
    'UserErrorRecoveryPointNotFound',
  );
  const { restoreRequestObject } = requestFor();
  const { sourceDataStoreType: _, ...without } = restoreRequestObject;
  expect((await validate({ restoreRequestObject: without })).status).toBe(400);
});

test('a validation writes nothing', async () => {
  const before = JSON.stringify([(await azure.send('GET', INSTANCE)).body, azure.arm.state.backupJobs.all()]);
  await refusal();
  expect(JSON.stringify([(await azure.send('GET', INSTANCE)).body, azure.arm.state.backupJobs.all()])).toBe(before);
});
