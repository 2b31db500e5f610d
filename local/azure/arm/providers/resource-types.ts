import { SERVED } from './api-versions.ts';

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
 * Everything that is served, in Azure's own spelling. A fresh subscription comes with the providers
 * registered that anybody has used who runs a cluster, a vault and a storage account.
 */
export const PROVIDERS: readonly ProviderDefinition[] = [
  {
    namespace: 'Microsoft.Authorization',
    registration: 'free',
    resourceTypes: [
      { resourceType: 'roleAssignments', apiVersions: SERVED.roleAssignments },
      { resourceType: 'roleDefinitions', apiVersions: SERVED.roleDefinitions },
      { resourceType: 'denyAssignments', apiVersions: SERVED.denyAssignments },
      { resourceType: 'permissions', apiVersions: SERVED.roleDefinitions },
      { resourceType: 'locks', apiVersions: SERVED.locks },
      { resourceType: 'policyDefinitions', apiVersions: SERVED.policyDefinitions },
      { resourceType: 'policySetDefinitions', apiVersions: SERVED.policyDefinitions },
      { resourceType: 'policyAssignments', apiVersions: SERVED.policyAssignments },
      { resourceType: 'policyExemptions', apiVersions: SERVED.policyExemptions },
    ],
  },
  {
    namespace: 'Microsoft.Compute',
    registration: 'registered',
    resourceTypes: [
      { resourceType: 'disks', apiVersions: SERVED.disks },
      { resourceType: 'snapshots', apiVersions: SERVED.disks },
    ],
  },
  {
    namespace: 'Microsoft.ContainerService',
    registration: 'registered',
    resourceTypes: [
      { resourceType: 'managedClusters', apiVersions: SERVED.clusters },
      { resourceType: 'managedClusters/trustedAccessRoleBindings', apiVersions: SERVED.trustedAccess },
      { resourceType: 'managedClusters/agentPools', apiVersions: SERVED.clusters },
      { resourceType: 'managedClusters/agentPools/upgradeProfiles', apiVersions: SERVED.clusters },
      { resourceType: 'managedClusters/upgradeProfiles', apiVersions: SERVED.clusters },
      { resourceType: 'managedClusters/commandResults', apiVersions: SERVED.clusters },
      { resourceType: 'locations/trustedAccessRoles', apiVersions: SERVED.trustedAccess },
      { resourceType: 'locations/kubernetesVersions', apiVersions: SERVED.clusters },
      { resourceType: 'locations/orchestrators', apiVersions: ['2019-08-01', '2019-04-01'] },
      { resourceType: 'locations/operations', apiVersions: ['2016-03-30'] },
      { resourceType: 'locations/operationResults', apiVersions: ['2016-03-30'] },
    ],
  },
  {
    namespace: 'Microsoft.DataProtection',
    registration: 'registered',
    resourceTypes: [
      { resourceType: 'backupVaults', apiVersions: SERVED.dataProtection },
      { resourceType: 'backupVaults/backupInstances', apiVersions: SERVED.dataProtection },
      { resourceType: 'backupVaults/backupInstances/recoveryPoints', apiVersions: SERVED.dataProtection },
      { resourceType: 'backupVaults/backupJobs', apiVersions: SERVED.dataProtection },
      { resourceType: 'backupVaults/backupPolicies', apiVersions: SERVED.dataProtection },
      { resourceType: 'backupInstances', apiVersions: SERVED.dataProtection },
      { resourceType: 'backupVaults/operationStatus', apiVersions: SERVED.dataProtection },
      { resourceType: 'backupVaults/operationResults', apiVersions: SERVED.dataProtection },
      { resourceType: 'locations/operationStatus', apiVersions: SERVED.dataProtection },
      { resourceType: 'locations/operationResults', apiVersions: SERVED.dataProtection },
      { resourceType: 'operationStatus', apiVersions: SERVED.dataProtection },
    ],
  },
  { namespace: 'Microsoft.Features', registration: 'free', resourceTypes: [] },
  {
    namespace: 'Microsoft.KubernetesConfiguration',
    registration: 'notRegistered',
    resourceTypes: [
      { resourceType: 'extensions', apiVersions: SERVED.extensions },
      { resourceType: 'extensions/operations', apiVersions: SERVED.extensions },
    ],
  },
  {
    namespace: 'Microsoft.ManagedIdentity',
    registration: 'registered',
    resourceTypes: [{ resourceType: 'userAssignedIdentities', apiVersions: SERVED.identities }],
  },
  {
    namespace: 'Microsoft.Network',
    registration: 'registered',
    resourceTypes: [
      { resourceType: 'virtualNetworks', apiVersions: SERVED.network },
      { resourceType: 'virtualNetworks/subnets', apiVersions: SERVED.network },
      { resourceType: 'virtualNetworks/virtualNetworkPeerings', apiVersions: SERVED.network },
      { resourceType: 'networkSecurityGroups', apiVersions: SERVED.network },
      { resourceType: 'networkSecurityGroups/securityRules', apiVersions: SERVED.network },
      { resourceType: 'networkSecurityGroups/defaultSecurityRules', apiVersions: SERVED.network },
      { resourceType: 'routeTables', apiVersions: SERVED.network },
      { resourceType: 'routeTables/routes', apiVersions: SERVED.network },
      { resourceType: 'azureFirewalls', apiVersions: SERVED.network },
      { resourceType: 'firewallPolicies', apiVersions: SERVED.network },
      { resourceType: 'firewallPolicies/ruleCollectionGroups', apiVersions: SERVED.network },
      { resourceType: 'privateEndpoints', apiVersions: SERVED.network },
      { resourceType: 'privateEndpoints/privateDnsZoneGroups', apiVersions: SERVED.network },
      { resourceType: 'publicIPAddresses', apiVersions: SERVED.network },
      { resourceType: 'privateDnsZones', apiVersions: SERVED.privateDns },
      { resourceType: 'privateDnsZones/virtualNetworkLinks', apiVersions: SERVED.privateDns },
      { resourceType: 'privateDnsZones/A', apiVersions: SERVED.privateDns },
    ],
  },
  {
    namespace: 'Microsoft.ResourceGraph',
    registration: 'free',
    resourceTypes: [{ resourceType: 'resources', apiVersions: SERVED.resourceGraph }],
  },
  {
    namespace: 'Microsoft.Resources',
    registration: 'free',
    resourceTypes: [
      { resourceType: 'subscriptions', apiVersions: SERVED.subscriptions },
      { resourceType: 'subscriptions/locations', apiVersions: SERVED.subscriptions },
      { resourceType: 'subscriptions/resources', apiVersions: SERVED.resources },
      { resourceType: 'subscriptions/resourceGroups/resources', apiVersions: SERVED.resources },
      { resourceType: 'subscriptions/resourceGroups', apiVersions: SERVED.resources },
      { resourceType: 'subscriptions/providers', apiVersions: SERVED.resources },
      { resourceType: 'subscriptions/operationResults', apiVersions: SERVED.resources },
    ],
  },
  {
    namespace: 'Microsoft.Storage',
    registration: 'registered',
    resourceTypes: [
      { resourceType: 'storageAccounts', apiVersions: SERVED.storage },
      { resourceType: 'storageAccounts/blobServices/containers', apiVersions: SERVED.storage },
    ],
  },
];

/** Types that sit on a resource of another provider, or on any scope at all. */
const EXTENSION_RESOURCES = new Set([
  'microsoft.authorization/denyassignments',
  'microsoft.authorization/locks',
  'microsoft.authorization/permissions',
  'microsoft.authorization/roleassignments',
  'microsoft.authorization/roledefinitions',
  'microsoft.authorization/policyassignments',
  'microsoft.authorization/policydefinitions',
  'microsoft.authorization/policysetdefinitions',
  'microsoft.authorization/policyexemptions',
  'microsoft.dataprotection/backupinstances',
  'microsoft.kubernetesconfiguration/extensions',
]);

/**
 * Whether a type (in lower case) belongs to the scope before its `/providers/` rather than to a
 * resource group.
 */
export function isExtensionResource(namespace: string, type: string): boolean {
  return EXTENSION_RESOURCES.has(`${namespace}/${type.split('/')[0]}`);
}

export function findProvider(namespace: string): ProviderDefinition | undefined {
  return PROVIDERS.find((provider) => provider.namespace.toLowerCase() === namespace.toLowerCase());
}

/**
 * Finds a type; an action such as `managedClusters/start` belongs to the type before its last word.
 * `resources` of Resource Graph has none before it: there the POST goes to the type itself.
 */
export function findResourceType(
  provider: ProviderDefinition,
  type: string,
  isAction: boolean,
): ResourceType | undefined {
  const owner = isAction && type.includes('/') ? type.split('/').slice(0, -1).join('/') : type;
  return provider.resourceTypes.find(({ resourceType }) => resourceType.toLowerCase() === owner);
}
