import { uuid5 } from '../lib/uuid5.ts';
import type { ProtectionRequest } from '../model/protection.ts';
import { type ClusterId, partsOf } from '../model/resource-id.ts';

const AKS = 'Microsoft.ContainerService/managedClusters';

/** The backup instance of a cluster, as recorded with the Azure CLI. */
export function instanceBody(request: ProtectionRequest, friendlyName: string): Readonly<Record<string, unknown>> {
  const { clusterArmId, clusterLocation, policyId, snapshotGroupId } = request;
  const datasource = (objectType: 'Datasource' | 'DatasourceSet') => ({
    datasourceType: AKS,
    objectType,
    resourceID: clusterArmId,
    resourceLocation: clusterLocation,
    resourceName: clusterArmId.split('/').at(-1) ?? '',
    resourceType: AKS,
    resourceUri: clusterArmId,
  });
  return {
    objectType: 'BackupInstance',
    friendlyName,
    dataSourceInfo: datasource('Datasource'),
    // Without it the service refuses:
    // https://github.com/hashicorp/terraform-provider-azurerm/issues/25294
    dataSourceSetInfo: datasource('DatasourceSet'),
    policyInfo: {
      policyId,
      policyParameters: {
        dataStoreParametersList: [
          {
            dataStoreType: 'OperationalStore',
            objectType: 'AzureOperationalStoreParameters',
            resourceGroupId: snapshotGroupId,
          },
        ],
        backupDatasourceParametersList: [parametersOf(request)],
      },
    },
  };
}

function parametersOf(request: ProtectionRequest): object {
  const { includedNamespaces, excludedNamespaces, hooks, clusterScopedResources, snapshotVolumes } = request;
  return {
    objectType: 'KubernetesClusterBackupDatasourceParameters',
    includeClusterScopeResources: clusterScopedResources,
    snapshotVolumes,
    ...(includedNamespaces.length > 0 && { includedNamespaces }),
    ...(excludedNamespaces.length > 0 && { excludedNamespaces }),
    ...(hooks.length > 0 && { backupHookReferences: hooks }),
  };
}

/** The name that only Backstay gives, the same for the same cluster. */
export function backupInstanceName(clusterId: ClusterId): string {
  return `${partsOf(clusterId).name}-backstay-${uuid5('protection', clusterId)}`;
}
