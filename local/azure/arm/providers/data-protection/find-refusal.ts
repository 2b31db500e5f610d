import type { RefusalCode } from '../../faults/backup-refusals.ts';
import type { Platform } from '../../platform.ts';
import type { ArmState } from '../../state/arm-state.ts';
import { readResourceId, scopesAbove } from '../../state/resource-id.ts';
import type { Echoed } from '../../state/wire.ts';
import { isActionMatch } from '../authorization/action-match.ts';
import { scopeOfLock } from '../authorization/management-lock.ts';
import { permissionsOf } from '../authorization/roles.ts';
import { isStopped, type ManagedCluster } from '../container-service/managed-cluster.ts';
import type { Extension } from '../kubernetes-configuration/extension.ts';
import { usesVaultTier } from './backup-policy.ts';
import type { BackupVault } from './backup-vault.ts';
import { storageLocationOf } from './storage-location.ts';

/** What is to be protected, and how. */
export interface Wanted {
  readonly vault: BackupVault;
  readonly clusterId: string;
  readonly snapshotGroupId: string | undefined;
  readonly policyId: string | undefined;
}

/**
 * Why Azure Backup refuses to protect a cluster; `undefined` where nothing stands in its way. It
 * says one thing at a time: the first check that fails. The order of the checks is assumed.
 */
export function findRefusal(platform: Platform, wanted: Wanted): RefusalCode | undefined {
  const { state } = platform;
  const cluster = state.managedClusters.get(wanted.clusterId);
  if (cluster === undefined || !isSameRegion(cluster.location, wanted.vault.location)) {
    return 'ScenarioPluginInvalidWorkflowDataRequest';
  }
  if (isStopped(cluster)) return 'UserErrorKubernetesBackupClusterIsStopped';
  const vaultIdentity = wanted.vault.identity.principalId;
  if (!holds(state, vaultIdentity, wanted.clusterId, { action: 'Microsoft.ContainerService/managedClusters/read' })) {
    return 'KubernetesBackupListExtensionsError';
  }
  const extension = state.extensions.below(cluster.id).find(isBackupExtension);
  return (
    refusalOfExtension(state, cluster, extension, wanted) ??
    refusalOfSnapshotGroup(state, cluster, wanted) ??
    (extension && refusalOfStorage(platform, extension)) ??
    refusalOfPolicy(state, wanted)
  );
}

export function isBackupExtension({ properties }: Extension): boolean {
  return properties.extensionType.toLowerCase() === 'microsoft.dataprotection.kubernetes';
}

function refusalOfExtension(
  state: ArmState,
  cluster: ManagedCluster,
  extension: Extension | undefined,
  { vault }: Wanted,
): RefusalCode | undefined {
  if (extension === undefined) return 'UserErrorKubernetesBackupExtensionNotFoundError';
  const { provisioningState, aksAssignedIdentity } = extension.properties;
  if (provisioningState === 'Failed') return 'UserErrorKubernetesBackupExtensionHasErrors';
  if (provisioningState !== 'Succeeded') return 'UserErrorKubernetesBackupExtensionUnhealthy';
  const identities = state.userAssignedIdentities.all().map(({ properties }) => properties.principalId);
  if (aksAssignedIdentity === null || !identities.includes(aksAssignedIdentity.principalId)) {
    return 'UserErrorKubernetesBackupExtensionIdentityNotFound';
  }
  // No public source has a code for missing Trusted Access; without it the vault cannot ask the
  // extension how it is.
  return hasTrustedAccess(state, cluster, vault) ? undefined : 'UserErrorKubernetesBackupExtensionUnhealthy';
}

function hasTrustedAccess(state: ArmState, cluster: ManagedCluster, vault: BackupVault): boolean {
  return state.trustedAccessRoleBindings
    .below(cluster.id)
    .some(
      ({ properties: { sourceResourceId, roles, provisioningState } }) =>
        sourceResourceId.toLowerCase() === vault.id.toLowerCase() &&
        provisioningState === 'Succeeded' &&
        roles.some((role) => role.toLowerCase() === 'microsoft.dataprotection/backupvaults/backup-operator'),
    );
}

function refusalOfSnapshotGroup(
  state: ArmState,
  cluster: ManagedCluster,
  { vault, snapshotGroupId: group }: Wanted,
): RefusalCode | undefined {
  // An instance that a test makes without parameters names none.
  if (group === undefined) return undefined;
  const reads = { action: 'Microsoft.Resources/subscriptions/resourceGroups/read' };
  if (state.resourceGroups.get(group) === undefined || !holds(state, vault.identity.principalId, group, reads)) {
    return 'UserErrorMissingMSIPermissionsOnSnapshotResourceGroup';
  }
  if (!holds(state, controlPlaneOf(cluster), group, { action: 'Microsoft.Compute/snapshots/write' })) {
    return 'UserErrorMissingClusterMSIPermissionsOnSnapshotResourceGroup';
  }
  const reach = new Set([group, ...scopesAbove(group)].map((scope) => scope.toLowerCase()));
  const locked = state.managementLocks.all().some((lock) => reach.has(scopeOfLock(lock).toLowerCase()));
  return locked ? 'UserErrorSnapshotResourceGroupHasLocks' : undefined;
}

function controlPlaneOf({ identity }: ManagedCluster): string | undefined {
  const [assigned] = Object.values(identity?.userAssignedIdentities ?? {});
  return identity?.principalId ?? assigned?.principalId;
}

function refusalOfStorage({ state, timeline, durations }: Platform, extension: Extension): RefusalCode | undefined {
  const location = storageLocationOf(extension);
  if (location === undefined) return 'UserErrorNoDefaultBackupStorageLocationFound';
  const account = state.storageAccounts.get(location.accountId);
  if (account === undefined || state.blobContainers.get(location.containerId) === undefined) {
    return 'UserErrorBackupStorageLocationNotFound';
  }
  if (account.properties.allowSharedKeyAccess === false && !location.signsInByEntra) {
    return 'UserErrorStorageAccountKeyAccessDisallowed';
  }
  const reach = new Set([account.id, ...scopesAbove(account.id)].map((scope) => scope.toLowerCase()));
  const isReadOnly = state.managementLocks
    .all()
    .some((lock) => lock.properties.level === 'ReadOnly' && reach.has(scopeOfLock(lock).toLowerCase()));
  if (isReadOnly) return 'UserErrorBackupFailedBackupStorageLocationReadOnly';
  if (isClosed(account.properties)) return 'UserErrorBackupStorageLocationNotReady';
  if (!location.signsInByEntra) return undefined;

  const principalId = extension.properties.aksAssignedIdentity?.principalId;
  const writes = { dataAction: 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write' };
  if (!holds(state, principalId, location.containerId, writes)) {
    return 'UserErrorExtensionMSIMissingPermissionsOnBackupStorageLocation';
  }
  const effective = timeline.now().getTime() - durations.ms('storageGrantEffective');
  return holds(state, principalId, location.containerId, { ...writes, grantedBy: effective })
    ? undefined
    : 'UserErrorBackupStorageLocationNotReady';
}

/** No network is let in, and no private endpoint leads in. */
function isClosed({ publicNetworkAccess, networkAcls, privateEndpointConnections }: Echoed): boolean {
  const acls = (networkAcls ?? {}) as { defaultAction?: string; virtualNetworkRules?: object[]; ipRules?: object[] };
  const letsSomeIn = (acls.virtualNetworkRules ?? []).length > 0 || (acls.ipRules ?? []).length > 0;
  const takesPublic = publicNetworkAccess !== 'Disabled' && (acls.defaultAction !== 'Deny' || letsSomeIn);
  return !takesPublic && !(Array.isArray(privateEndpointConnections) && privateEndpointConnections.length > 0);
}

/**
 * https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-backup-support-matrix
 */
const OPERATIONAL_TIER_ONLY = new Set([
  ...['chinaeast2', 'chinaeast3', 'chinanorth2', 'chinanorth3'],
  ...['usgovarizona', 'usgovtexas', 'usgovvirginia', 'israelcentral', 'polandcentral', 'spaincentral'],
]);

function refusalOfPolicy({ backupPolicies }: ArmState, { vault, policyId }: Wanted): RefusalCode | undefined {
  const policy = policyId === undefined ? undefined : backupPolicies.get(policyId);
  const isUnsupported =
    policy !== undefined && usesVaultTier(policy) && OPERATIONAL_TIER_ONLY.has(plain(vault.location));
  return isUnsupported ? 'DppUserErrorVaultTierPolicyNotSupported' : undefined;
}

function isSameRegion(one: string, other: string): boolean {
  return plain(one) === plain(other);
}

function plain(location: string): string {
  return location.toLowerCase().replaceAll(' ', '');
}

interface Asked {
  readonly action?: string;
  readonly dataAction?: string;
  /** In milliseconds: only grants from before count. */
  readonly grantedBy?: number;
}

/** The service asks what identities hold, whether or not this Resource Manager enforces rights. */
export function holds(
  state: ArmState,
  principalId: string | undefined,
  scope: string,
  { action, dataAction, grantedBy = Number.POSITIVE_INFINITY }: Asked,
): boolean {
  if (principalId === undefined) return false;
  const reach = new Set([scope, ...scopesAbove(scope)].map((each) => each.toLowerCase()));
  return state.roleAssignments
    .all()
    .filter(
      ({ properties }) =>
        properties.principalId.toLowerCase() === principalId.toLowerCase() &&
        reach.has(properties.scope.toLowerCase()) &&
        Date.parse(properties.createdOn) <= grantedBy,
    )
    .flatMap(({ properties }) => permissionsOf(state, properties.roleDefinitionId) ?? [])
    .some(
      ({ actions, notActions, dataActions, notDataActions }) =>
        (action !== undefined && permits(action, actions, notActions)) ||
        (dataAction !== undefined && permits(dataAction, dataActions, notDataActions)),
    );
}

function permits(asked: string, granted: readonly string[], excepted: readonly string[]): boolean {
  const fits = (pattern: string) => isActionMatch(pattern, asked);
  return granted.some(fits) && !excepted.some(fits);
}

/** The group that a `policyInfo` names for snapshots. */
export function snapshotGroupIn(policyInfo: Echoed): string | undefined {
  const { policyParameters } = policyInfo as { policyParameters?: { dataStoreParametersList?: readonly Echoed[] } };
  const group = policyParameters?.dataStoreParametersList?.find(
    ({ objectType }) => objectType === 'AzureOperationalStoreParameters',
  )?.resourceGroupId;
  return typeof group === 'string' && readResourceId(group).resourceGroupName !== undefined ? group : undefined;
}
