import { z } from 'zod';
import { injectedRefusal } from '../../faults/backup-fault.ts';
import type { RefusalCode } from '../../faults/backup-refusals.ts';
import type { Platform } from '../../platform.ts';
import type { ArmApp, ArmContext } from '../../server/arm-env.ts';
import { serviceError } from '../../server/errors.ts';
import { readBody } from '../../server/request-body.ts';
import { isCluster } from './backup-instance.ts';
import { requireVault } from './backup-vaults.ts';
import { findRefusal, snapshotGroupIn } from './find-refusal.ts';
import { INSTANCES, instanceSchema, invalidInstance, requireInstance } from './instance-request.ts';
import { refusalOfStaging } from './refusal-of-staging.ts';
import { operationFailure, userFacingError } from './service-error.ts';
import { linkToLocationResult, linkToVaultOperation, newVaultOperationId } from './vault-operations.ts';

const VAULT =
  '/subscriptions/:subscriptionId/resourcegroups/:resourceGroupName/providers/microsoft.dataprotection/backupvaults/:vaultName';

const restoreSchema = z.object({
  restoreRequestObject: z.looseObject({
    objectType: z.literal('AzureBackupRecoveryPointBasedRestoreRequest'),
    recoveryPointId: z.string().min(1),
    sourceDataStoreType: z.enum(['ArchiveStore', 'SnapshotStore', 'OperationalStore', 'VaultStore']),
    restoreTargetInfo: z.looseObject({
      objectType: z.literal('ItemLevelRestoreTargetInfo'),
      recoveryOption: z.literal('FailIfExists'),
      datasourceInfo: z.looseObject({}),
      restoreCriteria: z.array(z.looseObject({ objectType: z.string() })).min(1),
    }),
  }),
});

/** Checks that write nothing. Their outcome follows from what is there when they end. */
export function routeValidations(app: ArmApp, platform: Platform): void {
  app.post(`${VAULT}/validateforbackup`, (c) => validateForBackup(c, platform));
  app.post(`${INSTANCES}/:instanceName/validaterestore`, (c) => validateRestore(c, platform));
}

function validateForBackup(c: ArmContext, platform: Platform): Response {
  const vault = requireVault(c, platform);
  const { backupInstance } = readBody(c, z.object({ backupInstance: instanceSchema }), invalidInstance);
  const { dataSourceInfo, dataSourceSetInfo, policyInfo } = backupInstance;
  const clusterId = dataSourceInfo.resourceID;
  const wanted = { vault, clusterId, snapshotGroupId: snapshotGroupIn(policyInfo), policyId: policyInfo.policyId };
  const { backupInstances, backupPolicies } = platform.state;
  return begin(c, platform, vault.id, vault.location, () => {
    // Without it: https://github.com/hashicorp/terraform-provider-azurerm/issues/25294. The code
    // for a missing policy is assumed.
    const isComplete =
      dataSourceSetInfo !== undefined && isCluster(clusterId) && backupPolicies.get(policyInfo.policyId);
    if (!isComplete) return 'ScenarioPluginInvalidWorkflowDataRequest';
    const isProtected = backupInstances
      .all()
      .some(({ properties }) => properties.dataSourceInfo.resourceID.toLowerCase() === clusterId.toLowerCase());
    return isProtected ? 'UserErrorDppDatasourceAlreadyHasBackupInstance' : findRefusal(platform, wanted);
  });
}

/**
 * The target has to be as ready as the source; from the vault tier the staging place has to be
 * ready instead of the snapshot group.
 */
function validateRestore(c: ArmContext, platform: Platform): Response {
  const vault = requireVault(c, platform);
  const instance = requireInstance(c, platform);
  const { recoveryPointId, restoreTargetInfo, sourceDataStoreType } = readBody(c, restoreSchema).restoreRequestObject;
  const point = platform.state.recoveryPoints.get(`${instance.id}/recoveryPoints/${recoveryPointId}`);
  const stores = point?.properties.recoveryPointDataStoresDetails.map(({ type }) => type) ?? [];
  if (!stores.includes(sourceDataStoreType)) {
    const message = `The recovery point ${recoveryPointId} was not found in ${sourceDataStoreType}.`;
    throw serviceError(400, 'UserErrorRecoveryPointNotFound', message);
  }
  const { datasourceInfo, restoreCriteria } = restoreTargetInfo;
  const clusterId = String(datasourceInfo.resourceID ?? datasourceInfo.resourceId);
  const isFromVault = sourceDataStoreType === 'VaultStore';
  const snapshotGroupId = isFromVault ? undefined : snapshotGroupIn(instance.properties.policyInfo);
  return begin(c, platform, vault.id, vault.location, () => {
    const refusal = findRefusal(platform, { vault, clusterId, snapshotGroupId, policyId: undefined });
    if (refusal !== undefined || !isFromVault) return refusal;
    return restoreCriteria.map((criteria) => refusalOfStaging(platform, vault, criteria)).find(Boolean);
  });
}

function begin(
  c: ArmContext,
  platform: Platform,
  vaultId: string,
  location: string,
  check: () => RefusalCode | undefined,
): Response {
  const injected = injectedRefusal(c, platform);
  const operation = platform.operations.start({
    id: newVaultOperationId(platform),
    resourceId: vaultId,
    duration: 'backupValidation',
    properties: { objectType: 'OperationJobExtendedInfo' },
    finish: () => {
      const code = injected ?? check();
      return code && operationFailure(userFacingError(code, platform.random));
    },
  });
  linkToVaultOperation(c, platform, operation, 'Azure-AsyncOperation');
  linkToLocationResult(c, platform, operation, location);
  return c.body(null, 202);
}
