import type {
  BackupExtension,
  BackupInstance,
  BackupVault,
  Cluster,
  Holdings,
  PrincipalId,
  RoleAssignment,
  StorageAccount,
} from '../../shared/model/azure.ts';
import type { Fact, FactSet, FactValues, Need } from '../../shared/model/fact.ts';
import type { ClusterSight } from '../../shared/model/inspection.ts';
import type { Profile } from '../../shared/model/profile.ts';
import type { BackupPolicy, Confirmation, ProtectionPlan, RestoreDrill } from '../../shared/model/protection.ts';
import {
  parseClusterId,
  parseResourceGroupId,
  parseResourceId,
  parseStorageAccountId,
  parseVaultId,
  type ResourceId,
} from '../../shared/model/resource-id.ts';
import { ROLES, type RoleName } from '../../shared/model/roles.ts';

export const SUBSCRIPTION = '11111111-2222-3333-4444-555555555555';
const GROUP = `/subscriptions/${SUBSCRIPTION}/resourceGroups/apps`;

export const CLUSTER_ID = must(parseClusterId(`${GROUP}/providers/Microsoft.ContainerService/managedClusters/shop`));
export const VAULT_ID = must(parseVaultId(`${GROUP}/providers/Microsoft.DataProtection/backupVaults/safe`));
export const STORAGE_ACCOUNT_ID = must(
  parseStorageAccountId(`${GROUP}/providers/Microsoft.Storage/storageAccounts/shopbackups`),
);
export const SNAPSHOT_GROUP_ID = must(parseResourceGroupId(`/subscriptions/${SUBSCRIPTION}/resourceGroups/snapshots`));
export const SUBSCRIPTION_ID = must(parseResourceId(`/subscriptions/${SUBSCRIPTION}`));

export const VAULT_PRINCIPAL = 'aaaaaaaa-0000-4000-8000-000000000001' as PrincipalId;
export const CLUSTER_PRINCIPAL = 'aaaaaaaa-0000-4000-8000-000000000002' as PrincipalId;
export const EXTENSION_PRINCIPAL = 'aaaaaaaa-0000-4000-8000-000000000003' as PrincipalId;

export const PROFILE: Profile = {
  name: 'standard',
  selector: { subscriptions: [SUBSCRIPTION] },
  vaultId: VAULT_ID,
  storage: { accountId: STORAGE_ACCOUNT_ID, container: 'shop' },
  snapshotGroupId: SNAPSHOT_GROUP_ID,
  tier: 'vault',
  mode: 'enforce',
  operators: [],
  allow: ['providerRegistration', 'backupExtension', 'trustedAccessBinding', 'blobContainer', 'roleGrant'],
  approve: [],
  inspectCluster: true,
  confirm: 'rules',
};

export const CLUSTER: Cluster = {
  id: CLUSTER_ID,
  armId: `${GROUP}/providers/Microsoft.ContainerService/managedClusters/Shop`,
  name: 'Shop',
  location: 'westeurope',
  tags: {},
  provisioningState: 'Succeeded',
  powerState: 'Running',
  nodeResourceGroup: 'MC_apps_shop_westeurope',
  identity: {
    type: 'SystemAssigned',
    principalId: CLUSTER_PRINCIPAL,
    tenantId: '99999999-0000-4000-8000-000000000000',
  },
  currentKubernetesVersion: '1.36.2',
  storageDrivers: { diskCsiDriver: true, snapshotController: true },
  nodePools: [
    {
      name: 'system',
      mode: 'System',
      osType: 'Linux',
      vmSize: 'Standard_D4s_v5',
      count: 3,
      autoscalerMax: undefined,
      machines: [],
      powerState: 'Running',
      provisioningState: 'Succeeded',
      fips: false,
      priority: undefined,
      imageVersion: 'AKSUbuntu-2204gen2containerd-202610.15.0',
      taints: [],
      subnetId: undefined,
    },
  ],
  nodeProvisioning: { automaticSku: false, mode: undefined, defaultNodePools: undefined },
  network: { outboundType: 'loadBalancer', privateCluster: undefined, httpProxy: false, outboundAddressIds: [] },
  policyAddon: undefined,
  podIdentity: undefined,
  runCommandDisabled: undefined,
  supportPlan: 'KubernetesOfficial',
};

export const VAULT: BackupVault = {
  id: VAULT_ID,
  armId: `${GROUP}/providers/Microsoft.DataProtection/backupVaults/Safe`,
  name: 'Safe',
  location: 'westeurope',
  provisioningState: 'Succeeded',
  identityType: 'SystemAssigned',
  userAssignedIdentityIds: [],
  principalId: VAULT_PRINCIPAL,
  tenantId: '99999999-0000-4000-8000-000000000000',
  posture: {
    redundancy: 'GeoRedundant',
    crossRegionRestore: 'Enabled',
    softDelete: 'On',
    softDeleteDays: 14,
    immutability: 'Unlocked',
    guarded: true,
    jobAlerts: 'Enabled',
  },
};

export const STORAGE_ACCOUNT: StorageAccount = {
  id: STORAGE_ACCOUNT_ID,
  armId: `${GROUP}/providers/Microsoft.Storage/storageAccounts/shopbackups`,
  name: 'shopbackups',
  location: 'westeurope',
  blobEndpoint: 'https://shopbackups.blob.core.windows.net/',
  kind: 'StorageV2',
  tier: 'Standard',
  publicNetworkAccess: 'Enabled',
  allowSharedKeyAccess: true,
  firewall: { defaultAction: 'Allow', bypass: ['AzureServices'], resourceIds: [], subnets: [], ipRules: [] },
  privateEndpoints: [],
};

/** The outcome of an inspection where nothing stands in the way of backups. */
export const SIGHT: ClusterSight = {
  velero: ['dataprotection-microsoft/dataprotection-microsoft-kubernetes-agent'],
  veleroDefinitions: 13,
  volumes: 2,
  everyVolumeSeen: true,
  volumesLeftOut: 0,
  leftOut: [],
  leftOutKinds: [],
  podIdentityExceptions: [],
  disks: 2,
  everyDiskSeen: true,
  disksOverLimit: 0,
  overLimit: [],
  overLimitKinds: [],
  shares: 0,
  shareAccounts: [],
  shareDriver: '1.33.5',
};

/** The backup instance of the cluster, in the vault of the profile. */
export const BACKUP_INSTANCE: BackupInstance = {
  armId: `${VAULT.armId}/backupInstances/shop`,
  name: 'shop',
  datasourceId: CLUSTER_ID,
  vaultId: VAULT_ID,
  policyId: `${VAULT.armId}/backupPolicies/daily`,
  protectionState: 'ProtectionConfigured',
  errorCode: undefined,
};

export const BACKUP_POLICY: BackupPolicy = {
  armId: `${VAULT.armId}/backupPolicies/daily`,
  name: 'daily',
  datasourceTypes: ['Microsoft.ContainerService/managedClusters'],
  stores: ['OperationalStore'],
  backupRules: ['BackupDaily'],
};

export const PROTECTION: ProtectionPlan = {
  policy: { name: 'daily' },
  includedNamespaces: [],
  excludedNamespaces: [],
  clusterScopedResources: true,
  snapshotVolumes: true,
  hooks: [],
  firstBackup: false,
};

export const CONFIRMED: Exclude<Confirmation, string> = {
  confirmed: true,
  basis: 'basis',
  at: '2026-01-01T00:00:00Z',
  mayPass: false,
};

export const DRILLED: Exclude<RestoreDrill, string> = {
  ...CONFIRMED,
  recoveryPoint: '2026-01-01T02:00:00Z',
  target: CLUSTER.armId,
  store: 'OperationalStore',
};

const EXTENSION: BackupExtension = {
  armId: `${CLUSTER.armId}/providers/Microsoft.KubernetesConfiguration/extensions/azure-aks-backup`,
  name: 'azure-aks-backup',
  provisioningState: 'Succeeded',
  releaseNamespace: 'dataprotection-microsoft',
  clusterScoped: true,
  settings: {
    'configuration.backupStorageLocation.bucket': 'shop',
    'configuration.backupStorageLocation.config.storageAccount': 'shopbackups',
    'configuration.backupStorageLocation.config.resourceGroup': 'apps',
    'configuration.backupStorageLocation.config.subscriptionId': SUBSCRIPTION,
    'configuration.backupStorageLocation.config.useAAD': 'true',
    'configuration.backupStorageLocation.config.storageAccountURI': 'https://shopbackups.blob.core.windows.net/',
    'credentials.tenantId': '99999999-0000-4000-8000-000000000000',
  },
  principalId: EXTENSION_PRINCIPAL,
  errorMessage: undefined,
  statusMessage: undefined,
};

/** A cluster that has everything. Tests change the part that they are about. */
export const READY: FactValues = {
  cluster: CLUSTER,
  kubernetesVersions: [
    {
      version: '1.35',
      supportPlans: ['KubernetesOfficial', 'AKSLongTermSupport'],
      preview: false,
      patches: ['1.35.4'],
    },
    {
      version: '1.36',
      supportPlans: ['KubernetesOfficial', 'AKSLongTermSupport'],
      preview: false,
      patches: ['1.36.1', '1.36.2'],
    },
    { version: '1.32', supportPlans: ['AKSLongTermSupport'], preview: false, patches: ['1.32.9'] },
  ],
  kubernetesConfigurationProvider: registered('Microsoft.KubernetesConfiguration'),
  containerServiceProvider: registered('Microsoft.ContainerService'),
  dataProtectionProvider: registered('Microsoft.DataProtection'),
  extensions: [EXTENSION],
  backupExtensions: [EXTENSION],
  nodeGroupIdentities: [EXTENSION_PRINCIPAL],
  trustedAccessRoleBindings: [
    {
      armId: `${CLUSTER.armId}/trustedAccessRoleBindings/backup`,
      name: 'backup',
      provisioningState: 'Succeeded',
      sourceResourceId: VAULT_ID,
      roles: ['Microsoft.DataProtection/backupVaults/backup-operator'],
    },
  ],
  vault: VAULT,
  protection: [],
  recoveryPoints: 'notNeeded',
  backupPolicy: 'notNeeded',
  confirmation: 'off',
  readiness: 'notReady',
  storageAccount: STORAGE_ACCOUNT,
  blobContainer: {
    armId: `${STORAGE_ACCOUNT.armId}/blobServices/default/containers/shop`,
    name: 'shop',
    lastModified: '2026-01-01T00:00:00.000Z',
  },
  containerUsers: [],
  containerContents: ['backups/', 'kopia/'],
  snapshotGroup: {
    id: SNAPSHOT_GROUP_ID,
    name: 'snapshots',
    location: 'westeurope',
    provisioningState: 'Succeeded',
  },
  locks: [],
  vaultHoldings: holdings(
    VAULT_PRINCIPAL,
    ['Reader', CLUSTER_ID],
    ['Reader', SNAPSHOT_GROUP_ID],
    ['Disk Snapshot Contributor', SNAPSHOT_GROUP_ID],
    ['Data Operator for Managed Disks', SNAPSHOT_GROUP_ID],
    ['Storage Blob Data Reader', STORAGE_ACCOUNT_ID],
  ),
  clusterHoldings: holdings(CLUSTER_PRINCIPAL, ['Contributor', SNAPSHOT_GROUP_ID]),
  extensionHoldings: holdings(EXTENSION_PRINCIPAL, ['Storage Blob Data Contributor', STORAGE_ACCOUNT_ID]),
  operatorHoldings: [],
  roleAssignmentCounts: [{ subscriptionId: SUBSCRIPTION, assignments: 120 }],
  ownRights: { principalId: undefined, wanted: [], held: [] },
  gatekeeperPolicies: { assignments: 0, policies: [], unseen: [] },
  restoreDrill: 'off',
  drillTarget: 'notNeeded',
  stagingGroup: 'notNeeded',
  stagingAccount: 'notNeeded',
  armPolicies: { assignments: 0, policies: [], unseen: [] },
  inspection: SIGHT,
  podIdentityInspection: { ...SIGHT, podIdentityExceptions: ['dataprotection-microsoft'] },
  nodeNetwork: 'absent',
  egressFirewall: 'absent',
  storageEntrances: 'notNeeded',
};

/**
 * A new cluster: nothing of the backup is there but the vault and the
 * storage account.
 */
export const BARE: FactValues = {
  ...READY,
  kubernetesConfigurationProvider: { ...READY.kubernetesConfigurationProvider, state: 'NotRegistered' },
  blobContainer: 'absent',
  extensions: [],
  backupExtensions: [],
  nodeGroupIdentities: 'absent',
  trustedAccessRoleBindings: [],
  vaultHoldings: holdings(VAULT_PRINCIPAL),
  clusterHoldings: holdings(CLUSTER_PRINCIPAL),
  extensionHoldings: 'absent',
  gatekeeperPolicies: 'absent',
  inspection: { ...SIGHT, velero: [], veleroDefinitions: 0 },
};

function registered(namespace: string) {
  return { subscriptionId: SUBSCRIPTION, namespace, state: 'Registered' };
}

export function holdings(principalId: PrincipalId, ...grants: readonly (readonly [RoleName, ResourceId])[]): Holdings {
  return { principalId, assignments: grants.map(([role, scope]) => assignment(principalId, role, scope)) };
}

export function assignment(principalId: PrincipalId, role: RoleName, scope: ResourceId): RoleAssignment {
  const armId = `${scope}/providers/Microsoft.Authorization/roleAssignments/${ROLES[role]}`;
  return { armId, scope, principalId, roleDefinitionGuid: ROLES[role], hasCondition: false };
}

/** The values as facts that were read. */
export function known(values: Partial<FactValues>): FactSet {
  const facts = Object.entries(values).map(([need, value]) => [
    need,
    { state: 'known', value, sources: [{ call: `GET ${need}`, at: '2026-01-01T00:00:00.000Z' }] },
  ]);
  return Object.fromEntries(facts) as FactSet;
}

/** A fact that could not be read because the right is missing. */
export function forbidden(need: Need): FactSet {
  const fact: Fact<never> = {
    state: 'unknown',
    failure: { class: 'forbidden', code: 'AuthorizationFailed', message: `no right to read ${need}`, status: 403 },
    sources: [],
  };
  return { [need]: fact };
}

export function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('expected a value');
  return value;
}
