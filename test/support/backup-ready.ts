import { ROLES } from '../../shared/model/roles.ts';
import { ACCOUNT, BINDING, BINDING_PUT, CLUSTER, EXTENSION, GROUP_ID, type TestArm, VAULT } from './local-arm.ts';

const SUBSCRIPTION = GROUP_ID.split('/').slice(0, 3).join('/');
export const SNAPSHOTS = `${SUBSCRIPTION}/resourceGroups/snapshots`;
export const CONTAINER = `${ACCOUNT}/blobServices/default/containers/backups`;
export const POLICY = `${VAULT}/backupPolicies/daily`;
export const INSTANCE = `${VAULT}/backupInstances/c1`;

const SETTINGS = 'configuration.backupStorageLocation';

/** As recorded, without the ids that the service adds. */
export const POLICY_PUT = {
  properties: {
    objectType: 'BackupPolicy',
    datasourceTypes: ['Microsoft.ContainerService/managedClusters'],
    policyRules: [
      {
        name: 'BackupHourly',
        objectType: 'AzureBackupRule',
        backupParameters: { objectType: 'AzureBackupParams', backupType: 'Incremental' },
        dataStore: { dataStoreType: 'OperationalStore', objectType: 'DataStoreInfoBase' },
        trigger: {
          objectType: 'ScheduleBasedTriggerContext',
          schedule: { repeatingTimeIntervals: ['R/2023-01-04T09:00:00+00:00/PT4H'] },
          taggingCriteria: [{ isDefault: true, taggingPriority: 99, tagInfo: { tagName: 'Default' } }],
        },
      },
      {
        name: 'Default',
        objectType: 'AzureRetentionRule',
        isDefault: true,
        lifecycles: [
          {
            deleteAfter: { duration: 'P7D', objectType: 'AbsoluteDeleteOption' },
            sourceDataStore: { dataStoreType: 'OperationalStore', objectType: 'DataStoreInfoBase' },
          },
        ],
      },
    ],
  },
};

const datasource = (objectType: string) => ({
  datasourceType: 'Microsoft.ContainerService/managedClusters',
  objectType,
  resourceID: CLUSTER,
  resourceLocation: 'westeurope',
  resourceName: 'c1',
  resourceType: 'Microsoft.ContainerService/managedclusters',
  resourceUri: CLUSTER,
});

/** As recorded. */
export const INSTANCE_PROPERTIES = {
  dataSourceInfo: datasource('Datasource'),
  dataSourceSetInfo: datasource('DatasourceSet'),
  friendlyName: 'c1/friendly',
  objectType: 'BackupInstance',
  policyInfo: {
    policyId: POLICY,
    policyParameters: {
      backupDatasourceParametersList: [
        {
          objectType: 'KubernetesClusterBackupDatasourceParameters',
          includeClusterScopeResources: true,
          snapshotVolumes: true,
        },
      ],
      dataStoreParametersList: [
        {
          dataStoreType: 'OperationalStore',
          objectType: 'AzureOperationalStoreParameters',
          resourceGroupId: SNAPSHOTS,
        },
      ],
    },
  },
};

/** The grants that backups of the operational tier need, each as a name, a scope and a role. */
export const GRANTS = {
  vaultReadsCluster: { scope: CLUSTER, role: ROLES.Reader },
  vaultReadsSnapshots: { scope: SNAPSHOTS, role: ROLES.Reader },
  clusterWritesSnapshots: { scope: SNAPSHOTS, role: ROLES.Contributor },
  extensionWritesContainer: { scope: ACCOUNT, role: ROLES['Storage Blob Data Contributor'] },
} as const;

export type GrantName = keyof typeof GRANTS;

/** The id of the role assignment that `makeReady` makes. */
export function grantId(name: GrantName): string {
  const index = Object.keys(GRANTS).indexOf(name) + 1;
  return `${GRANTS[name].scope}/providers/Microsoft.Authorization/roleAssignments/0000000${index}-0000-4000-8000-000000000000`;
}

/**
 * Makes all that Azure Backup asks for: group, policy, container, extension, Trusted Access and
 * roles.
 */
export async function makeReady(azure: TestArm): Promise<void> {
  await azure.furnish();
  await azure.register();
  await azure.send('PUT', SNAPSHOTS, { location: 'westeurope' });
  await azure.send('PUT', POLICY, POLICY_PUT);
  await azure.send('PUT', CONTAINER, {});
  await azure.send('PUT', EXTENSION, {
    properties: {
      extensionType: 'microsoft.dataprotection.kubernetes',
      configurationSettings: {
        [`${SETTINGS}.bucket`]: 'backups',
        [`${SETTINGS}.config.storageAccount`]: ACCOUNT.split('/').at(-1),
        [`${SETTINGS}.config.resourceGroup`]: GROUP_ID.split('/').at(-1),
        [`${SETTINGS}.config.subscriptionId`]: SUBSCRIPTION.split('/').at(-1),
        [`${SETTINGS}.config.useAAD`]: 'true',
      },
    },
  });
  await azure.wait(300);
  await azure.send('PUT', BINDING, BINDING_PUT);
  await azure.wait(60);
  for (const name of Object.keys(GRANTS) as GrantName[]) await grant(azure, name);
  await azure.wait(120);
}

export async function grant(azure: TestArm, name: GrantName): Promise<void> {
  const vault = (await azure.send('GET', VAULT)).body.identity.principalId;
  const cluster = (await azure.send('GET', CLUSTER)).body.identity.principalId;
  const extension = (await azure.send('GET', EXTENSION)).body?.properties?.aksAssignedIdentity?.principalId;
  const principalId = name.startsWith('vault') ? vault : name.startsWith('cluster') ? cluster : extension;
  const { role } = GRANTS[name];
  const answer = await azure.send('PUT', grantId(name), {
    properties: {
      roleDefinitionId: `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/${role}`,
      principalId,
      principalType: 'ServicePrincipal',
    },
  });
  if (answer.status !== 201) throw new Error(`grant ${name}: ${answer.status} ${JSON.stringify(answer.body)}`);
}
