import { withoutField } from '../state/without-field.ts';

/** Fields that a type has from a version on. */
interface Introduction {
  /**
   * Between the version before, whose published types lack the fields, and this one they were
   * added.
   */
  readonly at: string;
  /** The preview that has them already, where they began as one. */
  readonly preview?: string;
  /** From the top of the resource; a path goes through every item of a list. */
  readonly paths: readonly string[];
}

const POOLS_OF_2024: Introduction = {
  at: '2024-05-01',
  paths: ['upgradeSettings.drainTimeoutInMinutes', 'upgradeSettings.nodeSoakDurationInMinutes'],
};
const POOLS_OF_2024_IN_PREVIEW: Introduction = {
  at: '2024-05-01',
  preview: '2022-11-02-preview',
  paths: ['capacityReservationGroupID', 'networkProfile', 'windowsProfile'],
};
const POOLS_OF_2026: Introduction = {
  at: '2026-05-01',
  paths: [
    'artifactStreamingProfile',
    'eTag',
    'gatewayProfile',
    'gpuProfile',
    'localDNSProfile',
    'messageOfTheDay',
    'podIPAllocationMode',
    'securityProfile',
    'status',
    'upgradeSettings.maxUnavailable',
    'upgradeSettings.undrainableNodeBehavior',
    'virtualMachineNodesStatus',
    'virtualMachinesProfile',
  ],
};

/**
 * By type in lower case. The table compares the published types of AKS at 2022-11-01,
 * 2022-11-02-preview, 2024-05-01 and 2026-05-01, of storage at 2022-09-01, 2023-05-01 and
 * 2026-04-01, of Data Protection at 2024-04-01, 2025-07-01 and 2026-06-01, and so on. Fields that
 * recorded answers have at versions whose types lack them, such as `sku.name: Automatic`, are not
 * in here.
 */
const INTRODUCTIONS: Readonly<Record<string, readonly Introduction[]>> = {
  'microsoft.containerservice/managedclusters': [
    {
      at: '2024-05-01',
      paths: [
        'identity.delegatedResources',
        'properties.autoScalerProfile.daemonset-eviction-for-empty-nodes',
        'properties.autoScalerProfile.daemonset-eviction-for-occupied-nodes',
        'properties.autoScalerProfile.ignore-daemonsets-utilization',
        'properties.metricsProfile',
        'properties.networkProfile.networkDataplane',
        'properties.resourceUID',
        'properties.serviceMeshProfile',
        'properties.supportPlan',
        'properties.upgradeSettings',
      ],
    },
    {
      at: '2024-05-01',
      preview: '2022-11-02-preview',
      paths: [
        'properties.autoUpgradeProfile.nodeOSUpgradeChannel',
        'properties.azureMonitorProfile',
        'properties.ingressProfile',
        'properties.networkProfile.loadBalancerProfile.backendPoolType',
        'properties.networkProfile.networkPluginMode',
        'properties.securityProfile.imageCleaner',
        'properties.securityProfile.workloadIdentity',
        'properties.workloadAutoScalerProfile.verticalPodAutoscaler',
      ],
    },
    {
      at: '2026-05-01',
      paths: [
        'eTag',
        'kind',
        'properties.aiToolchainOperatorProfile',
        'properties.azureMonitorProfile.appMonitoring',
        'properties.azureMonitorProfile.metrics.controlPlane',
        'properties.bootstrapProfile',
        'properties.hostedSystemProfile',
        'properties.httpProxyConfig.enabled',
        'properties.ingressProfile.gatewayAPI',
        'properties.ingressProfile.webAppRouting.gatewayAPIImplementations',
        'properties.ingressProfile.webAppRouting.nginx',
        'properties.networkProfile.advancedNetworking',
        'properties.networkProfile.staticEgressGatewayProfile',
        'properties.nodeProvisioningProfile',
        'properties.schedulerProfile',
        'properties.securityProfile.defender.securityGating',
        'properties.serviceMeshProfile.istio.components.proxyRedirectionMechanism',
        'properties.status',
      ],
    },
    {
      at: '2026-05-01',
      preview: '2022-11-02-preview',
      paths: [
        'properties.apiServerAccessProfile.enableVnetIntegration',
        'properties.apiServerAccessProfile.subnetId',
        'properties.nodeResourceGroupProfile',
        'properties.securityProfile.customCATrustCertificates',
      ],
    },
    ...[POOLS_OF_2024, POOLS_OF_2024_IN_PREVIEW, POOLS_OF_2026].map((pools) =>
      below('properties.agentPoolProfiles', pools),
    ),
  ],
  'microsoft.containerservice/managedclusters/agentpools': [POOLS_OF_2024, POOLS_OF_2024_IN_PREVIEW, POOLS_OF_2026].map(
    (pools) => below('properties', pools),
  ),
  'microsoft.storage/storageaccounts': [
    {
      at: '2023-05-01',
      paths: [
        'properties.accountMigrationInProgress',
        'properties.enableExtendedGroups',
        'properties.isSkuConversionBlocked',
      ],
    },
    {
      at: '2026-04-01',
      paths: [
        'placement',
        'properties.allowSharedKeyAccessForServices',
        'properties.azureFilesIdentityBasedAuthentication.smbOAuthSettings',
        'properties.dataCollaborationPolicyProperties',
        'properties.dualStackEndpointPreference',
        'properties.geoPriorityReplicationStatus',
        'properties.networkAcls.ipv6Rules',
        'properties.primaryEndpoints.ipv6Endpoints',
        'properties.secondaryEndpoints.ipv6Endpoints',
        'systemData',
        'zones',
      ],
    },
  ],
  'microsoft.storage/storageaccounts/blobservices/containers': [{ at: '2026-04-01', paths: ['systemData'] }],
  'microsoft.dataprotection/backupvaults': [{ at: '2026-06-01', paths: ['properties.costManagementSettings'] }],
  'microsoft.dataprotection/backupvaults/backupinstances': [
    {
      at: '2026-06-01',
      paths: ['autoProtectionSettings', 'resourceSelectors'].map(
        (name) => `properties.policyInfo.policyParameters.backupDatasourceParametersList.${name}`,
      ),
    },
  ],
  'microsoft.managedidentity/userassignedidentities': [
    { at: '2023-01-31', paths: ['systemData'] },
    { at: '2024-11-30', paths: ['properties.isolationScope'] },
  ],
  'microsoft.kubernetesconfiguration/extensions': [
    { at: '2022-11-01', paths: ['plan', 'properties.currentVersion', 'properties.isSystemExtension'] },
  ],
  'microsoft.authorization/policyassignments': [
    {
      at: '2024-05-01',
      paths: [
        'properties.assignmentType',
        'properties.definitionVersion',
        'properties.overrides',
        'properties.resourceSelectors',
      ],
    },
    {
      at: '2025-03-01',
      paths: ['properties.effectiveDefinitionVersion', 'properties.instanceId', 'properties.latestDefinitionVersion'],
    },
  ],
  'microsoft.network/virtualnetworks/subnets': [
    { at: '2024-01-01', paths: ['properties.defaultOutboundAccess', 'properties.sharingScope'] },
  ],
  'microsoft.network/virtualnetworks': [
    {
      at: '2024-01-01',
      paths: ['properties.subnets.properties.defaultOutboundAccess', 'properties.subnets.properties.sharingScope'],
    },
  ],
  'microsoft.network/firewallpolicies': [
    { at: '2024-01-01', paths: ['properties.intrusionDetection.profile', 'properties.size'] },
  ],
};

function below(path: string, { paths, ...rest }: Introduction): Introduction {
  return { ...rest, paths: paths.map((name) => `${path}.${name}`) };
}

/** The paths that a version of a type does not know; `type` with its namespace, in any casing. */
export function fieldsUnknownAt(type: string, apiVersion: string): readonly string[] {
  const introductions = INTRODUCTIONS[type.toLowerCase()] ?? [];
  return introductions.filter((each) => !isKnown(each, apiVersion)).flatMap(({ paths }) => paths);
}

function isKnown({ at, preview }: Introduction, apiVersion: string): boolean {
  const since = preview !== undefined && apiVersion.endsWith('-preview') ? preview : at;
  return dateOf(apiVersion) >= dateOf(since);
}

/** Versions are dates, some with a word behind them. */
function dateOf(apiVersion: string): string {
  return apiVersion.slice(0, 'yyyy-mm-dd'.length);
}

/** A resource as it is without these fields. */
export function withoutFields(resource: unknown, paths: readonly string[]): unknown {
  return paths.reduce((left, path) => withoutField(left, path.split('.')), resource);
}
