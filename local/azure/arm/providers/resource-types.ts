import { CLUSTER_VERSIONS } from './container-service/fields-by-version.ts';

/** One resource type of a provider and the api-versions that are served, newest first. */
export interface ResourceType {
  readonly resourceType: string;
  readonly apiVersions: readonly string[];
}

export interface ProviderDefinition {
  readonly namespace: string;
  /** `free` providers cannot be unregistered: Azure needs them itself. */
  readonly registration: 'free' | 'registered' | 'notRegistered';
  readonly resourceTypes: readonly ResourceType[];
}

/**
 * Everything that is served, in Azure's own spelling. A fresh subscription comes with the providers registered that
 * anybody has used who runs a cluster, a vault and a storage account.
 */
export const PROVIDERS: readonly ProviderDefinition[] = [
  {
    namespace: 'Microsoft.Authorization',
    registration: 'free',
    resourceTypes: [
      { resourceType: 'roleAssignments', apiVersions: ['2022-04-01'] },
      { resourceType: 'roleDefinitions', apiVersions: ['2022-04-01'] },
      { resourceType: 'permissions', apiVersions: ['2022-04-01'] },
      { resourceType: 'locks', apiVersions: ['2020-05-01'] },
      { resourceType: 'policyAssignments', apiVersions: ['2024-05-01'] },
      { resourceType: 'policyExemptions', apiVersions: ['2022-07-01-preview'] },
    ],
  },
  {
    namespace: 'Microsoft.ContainerService',
    registration: 'registered',
    resourceTypes: [
      { resourceType: 'managedClusters', apiVersions: CLUSTER_VERSIONS },
      { resourceType: 'managedClusters/trustedAccessRoleBindings', apiVersions: CLUSTER_VERSIONS },
      { resourceType: 'managedClusters/commandResults', apiVersions: CLUSTER_VERSIONS },
      { resourceType: 'locations/trustedAccessRoles', apiVersions: CLUSTER_VERSIONS },
      { resourceType: 'locations/kubernetesVersions', apiVersions: CLUSTER_VERSIONS },
      { resourceType: 'locations/operations', apiVersions: ['2016-03-30'] },
      { resourceType: 'locations/operationResults', apiVersions: ['2016-03-30'] },
    ],
  },
  {
    namespace: 'Microsoft.DataProtection',
    registration: 'registered',
    resourceTypes: [
      { resourceType: 'backupVaults', apiVersions: ['2024-04-01'] },
      { resourceType: 'backupVaults/backupInstances', apiVersions: ['2024-04-01'] },
      { resourceType: 'backupVaults/backupInstances/recoveryPoints', apiVersions: ['2024-04-01'] },
      { resourceType: 'backupInstances', apiVersions: ['2024-04-01'] },
      { resourceType: 'backupVaults/operationStatus', apiVersions: ['2024-04-01'] },
      { resourceType: 'backupVaults/operationResults', apiVersions: ['2024-04-01'] },
      { resourceType: 'locations/operationStatus', apiVersions: ['2024-04-01'] },
      { resourceType: 'locations/operationResults', apiVersions: ['2024-04-01'] },
      { resourceType: 'operationStatus', apiVersions: ['2024-04-01'] },
    ],
  },
  { namespace: 'Microsoft.Features', registration: 'free', resourceTypes: [] },
  {
    namespace: 'Microsoft.KubernetesConfiguration',
    registration: 'notRegistered',
    resourceTypes: [
      { resourceType: 'extensions', apiVersions: ['2023-05-01'] },
      { resourceType: 'extensions/operations', apiVersions: ['2023-05-01'] },
    ],
  },
  {
    namespace: 'Microsoft.ManagedIdentity',
    registration: 'registered',
    resourceTypes: [{ resourceType: 'userAssignedIdentities', apiVersions: ['2023-01-31'] }],
  },
  {
    namespace: 'Microsoft.Network',
    registration: 'registered',
    resourceTypes: [
      { resourceType: 'virtualNetworks', apiVersions: ['2024-01-01'] },
      { resourceType: 'virtualNetworks/subnets', apiVersions: ['2024-01-01'] },
      { resourceType: 'networkSecurityGroups', apiVersions: ['2024-01-01'] },
      { resourceType: 'networkSecurityGroups/securityRules', apiVersions: ['2024-01-01'] },
      { resourceType: 'networkSecurityGroups/defaultSecurityRules', apiVersions: ['2024-01-01'] },
      { resourceType: 'routeTables', apiVersions: ['2024-01-01'] },
      { resourceType: 'routeTables/routes', apiVersions: ['2024-01-01'] },
      { resourceType: 'azureFirewalls', apiVersions: ['2024-01-01'] },
      { resourceType: 'firewallPolicies', apiVersions: ['2024-01-01'] },
      { resourceType: 'firewallPolicies/ruleCollectionGroups', apiVersions: ['2024-01-01'] },
      { resourceType: 'privateEndpoints', apiVersions: ['2024-01-01'] },
      { resourceType: 'privateEndpoints/privateDnsZoneGroups', apiVersions: ['2024-01-01'] },
      { resourceType: 'publicIPAddresses', apiVersions: ['2024-01-01'] },
      { resourceType: 'privateDnsZones', apiVersions: ['2020-06-01'] },
      { resourceType: 'privateDnsZones/virtualNetworkLinks', apiVersions: ['2020-06-01'] },
    ],
  },
  {
    namespace: 'Microsoft.ResourceGraph',
    registration: 'free',
    resourceTypes: [{ resourceType: 'resources', apiVersions: ['2024-04-01'] }],
  },
  {
    namespace: 'Microsoft.Resources',
    registration: 'free',
    resourceTypes: [
      { resourceType: 'subscriptions', apiVersions: ['2022-12-01'] },
      { resourceType: 'subscriptions/resourceGroups', apiVersions: ['2024-07-01'] },
      { resourceType: 'subscriptions/providers', apiVersions: ['2024-07-01'] },
      { resourceType: 'subscriptions/operationResults', apiVersions: ['2024-07-01'] },
    ],
  },
  {
    namespace: 'Microsoft.Storage',
    registration: 'registered',
    resourceTypes: [
      { resourceType: 'storageAccounts', apiVersions: ['2023-05-01'] },
      { resourceType: 'storageAccounts/blobServices/containers', apiVersions: ['2023-05-01'] },
    ],
  },
];

/** Types that sit on a resource of another provider, or on any scope at all. */
const EXTENSION_RESOURCES = new Set([
  'microsoft.authorization/locks',
  'microsoft.authorization/permissions',
  'microsoft.authorization/roleassignments',
  'microsoft.authorization/roledefinitions',
  'microsoft.authorization/policyassignments',
  'microsoft.authorization/policyexemptions',
  'microsoft.dataprotection/backupinstances',
  'microsoft.kubernetesconfiguration/extensions',
]);

/** Whether a type (in lower case) belongs to the scope before its `/providers/` rather than to a resource group. */
export function isExtensionResource(namespace: string, type: string): boolean {
  return EXTENSION_RESOURCES.has(`${namespace}/${type.split('/')[0]}`);
}

export function findProvider(namespace: string): ProviderDefinition | undefined {
  return PROVIDERS.find((provider) => provider.namespace.toLowerCase() === namespace.toLowerCase());
}

/**
 * Finds a type; an action such as `managedClusters/start` belongs to the type before its last word. `resources` of
 * Resource Graph has none before it: there the POST goes to the type itself.
 */
export function findResourceType(
  provider: ProviderDefinition,
  type: string,
  isAction: boolean,
): ResourceType | undefined {
  const owner = isAction && type.includes('/') ? type.split('/').slice(0, -1).join('/') : type;
  return provider.resourceTypes.find(({ resourceType }) => resourceType.toLowerCase() === owner);
}
