import type { RestoreRequest } from '../model/protection.ts';

const AKS = 'Microsoft.ContainerService/managedClusters';

type Body = Readonly<Record<string, unknown>>;

/**
 * A restore of everything in a recovery point, over nothing that is there, as recorded with the
 * Azure CLI. From the vault it names the staging place.
 */
export function restoreBody({ recoveryPointId, store, targetArmId, targetLocation, staging }: RestoreRequest): Body {
  const datasource = (objectType: 'Datasource' | 'DatasourceSet') => ({
    datasourceType: AKS,
    objectType,
    resourceID: targetArmId,
    resourceLocation: targetLocation,
    resourceName: targetArmId.split('/').at(-1) ?? '',
    resourceType: AKS,
    resourceUri: targetArmId,
  });
  return {
    objectType: 'AzureBackupRecoveryPointBasedRestoreRequest',
    recoveryPointId,
    sourceDataStoreType: store,
    restoreTargetInfo: {
      objectType: 'ItemLevelRestoreTargetInfo',
      recoveryOption: 'FailIfExists',
      restoreLocation: targetLocation,
      datasourceInfo: datasource('Datasource'),
      datasourceSetInfo: datasource('DatasourceSet'),
      restoreCriteria: [
        {
          objectType: staging ? 'KubernetesClusterVaultTierRestoreCriteria' : 'KubernetesClusterRestoreCriteria',
          includeClusterScopeResources: true,
          persistentVolumeRestoreMode: 'RestoreWithVolumeData',
          conflictPolicy: 'Skip',
          ...(staging && { stagingResourceGroupId: staging.groupId, stagingStorageAccountId: staging.accountId }),
        },
      ],
    },
  };
}

/**
 * The same as the Azure CLI takes it: its own `restore initialize-for-item-recovery` prints names
 * like `recovery_point_id`.
 * https://github.com/Azure/azure-cli-extensions/tree/main/src/dataprotection
 */
export function restoreBodyForCli(request: RestoreRequest): unknown {
  return withSnakeCase(restoreBody(request));
}

function withSnakeCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withSnakeCase);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [snakeCase(name), withSnakeCase(each)]));
}

/** `resourceID` → `resource_id`. */
function snakeCase(name: string): string {
  return name.replace(/[A-Z]+/g, (letters) => `_${letters.toLowerCase()}`);
}
