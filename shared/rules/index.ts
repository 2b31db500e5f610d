import { clusterIdentity } from './cluster/cluster-identity.ts';
import { clusterRunning } from './cluster/cluster-running.ts';
import { kubernetesVersion } from './cluster/kubernetes-version.ts';
import { kubernetesVersionSupported } from './cluster/kubernetes-version-supported.ts';
import { nodePool } from './cluster/node-pool.ts';
import { notProtectedElsewhere } from './cluster/not-protected-elsewhere.ts';
import { podIdentityException } from './cluster/pod-identity-exception.ts';
import { policyExclusion } from './cluster/policy-exclusion.ts';
import { policyMutation } from './cluster/policy-mutation.ts';
import { sharesCovered } from './cluster/shares-covered.ts';
import { storageDrivers } from './cluster/storage-drivers.ts';
import { tierInRegion } from './cluster/tier-in-region.ts';
import { trustedAccessBinding } from './cluster/trusted-access-binding.ts';
import { vaultPlace } from './cluster/vault-place.ts';
import { vaultSubscription } from './cluster/vault-subscription.ts';
import { vaultTierDisks } from './cluster/vault-tier-disks.ts';
import { veleroAbsent } from './cluster/velero-absent.ts';
import { volumesCovered } from './cluster/volumes-covered.ts';
import type { AnyRule } from './define-rule.ts';
import { extensionIdentity } from './extension/extension-identity.ts';
import { extensionInstalled } from './extension/extension-installed.ts';
import { extensionSettings } from './extension/extension-settings.ts';
import { clusterWritesSnapshotGroup } from './identity/cluster-writes-snapshot-group.ts';
import { extensionWritesContainer } from './identity/extension-writes-container.ts';
import { operatorsOwnCluster } from './identity/operators-own-cluster.ts';
import { operatorsOwnSnapshotGroup } from './identity/operators-own-snapshot-group.ts';
import { operatorsOwnStorageAccount } from './identity/operators-own-storage-account.ts';
import { operatorsRunBackups } from './identity/operators-run-backups.ts';
import { vaultManagesStagingAccount } from './identity/vault-manages-staging-account.ts';
import { vaultMovesDisks } from './identity/vault-moves-disks.ts';
import { vaultOwnsStagingBlobs } from './identity/vault-owns-staging-blobs.ts';
import { vaultProvisioned } from './identity/vault-provisioned.ts';
import { vaultReadsCluster } from './identity/vault-reads-cluster.ts';
import { vaultReadsContainer } from './identity/vault-reads-container.ts';
import { vaultReadsSnapshotGroup } from './identity/vault-reads-snapshot-group.ts';
import { vaultSystemIdentity } from './identity/vault-system-identity.ts';
import { vaultUsesSnapshots } from './identity/vault-uses-snapshots.ts';
import { vaultWritesStagingGroup } from './identity/vault-writes-staging-group.ts';
import { customDns } from './network/custom-dns.ts';
import { egress } from './network/egress.ts';
import { egressToMetrics } from './network/egress-to-metrics.ts';
import { httpProxy } from './network/http-proxy.ts';
import { nsgAllowsAzureBackup } from './network/nsg-allows-azure-backup.ts';
import { nsgAllowsAzureCloud } from './network/nsg-allows-azure-cloud.ts';
import { nsgAllowsOutbound } from './network/nsg-allows-outbound.ts';
import { containerServiceRegistered } from './platform/container-service-registered.ts';
import { dataProtectionRegistered } from './platform/data-protection-registered.ts';
import { kubernetesConfigurationRegistered } from './platform/kubernetes-configuration-registered.ts';
import { nodeGroupUnlocked } from './platform/node-group-unlocked.ts';
import { ownRights } from './platform/own-rights.ts';
import { policiesAllowBackups } from './platform/policies-allow-backups.ts';
import { policiesClear } from './platform/policies-clear.ts';
import { roleAssignmentsLeft } from './platform/role-assignments-left.ts';
import { snapshotGroup } from './platform/snapshot-group.ts';
import { snapshotGroupUnlocked } from './platform/snapshot-group-unlocked.ts';
import { stagingGroup } from './platform/staging-group.ts';
import { writtenScopesUnlocked } from './platform/written-scopes-unlocked.ts';
import { backupPolicy } from './protection/backup-policy.ts';
import { confirmedByAzureBackup } from './protection/confirmed-by-azure-backup.ts';
import { crossRegionRestore } from './protection/cross-region-restore.ts';
import { jobFailureAlerts } from './protection/job-failure-alerts.ts';
import { multiUserAuthorization } from './protection/multi-user-authorization.ts';
import { protectedByVault } from './protection/protected-by-vault.ts';
import { protectedInTime } from './protection/protected-in-time.ts';
import { recoveryPointExists } from './protection/recovery-point-exists.ts';
import { restoreValidated } from './protection/restore-validated.ts';
import { softDelete } from './protection/soft-delete.ts';
import { vaultImmutability } from './protection/vault-immutability.ts';
import { vaultRedundancy } from './protection/vault-redundancy.ts';
import { accountSubscription } from './storage/account-subscription.ts';
import { blobContainer } from './storage/blob-container.ts';
import { containerContents } from './storage/container-contents.ts';
import { containerOfOneCluster } from './storage/container-of-one-cluster.ts';
import { containerOlderThanBackups } from './storage/container-older-than-backups.ts';
import { stagingAccount } from './storage/staging-account.ts';
import { storageAccount } from './storage/storage-account.ts';
import { storageFoundByNodes } from './storage/storage-found-by-nodes.ts';
import { storageKeys } from './storage/storage-keys.ts';
import { storageReachable } from './storage/storage-reachable.ts';
import { storageReachableFromNodes } from './storage/storage-reachable-from-nodes.ts';

/**
 * Every prerequisite, in the order of ids. A rule that is not listed here is not judged; a test
 * says so.
 */
export const RULES: readonly AnyRule[] = [
  kubernetesConfigurationRegistered,
  containerServiceRegistered,
  dataProtectionRegistered,
  snapshotGroup,
  snapshotGroupUnlocked,
  writtenScopesUnlocked,
  ownRights,
  nodeGroupUnlocked,
  policiesAllowBackups,
  policiesClear,
  stagingGroup,
  roleAssignmentsLeft,

  clusterRunning,
  trustedAccessBinding,
  clusterIdentity,
  kubernetesVersion,
  kubernetesVersionSupported,
  storageDrivers,
  nodePool,
  policyExclusion,
  veleroAbsent,
  volumesCovered,
  podIdentityException,
  vaultPlace,
  vaultSubscription,
  notProtectedElsewhere,
  tierInRegion,
  policyMutation,
  vaultTierDisks,
  sharesCovered,

  extensionInstalled,
  extensionSettings,
  extensionIdentity,

  vaultSystemIdentity,
  vaultProvisioned,
  vaultReadsCluster,
  vaultReadsSnapshotGroup,
  clusterWritesSnapshotGroup,
  extensionWritesContainer,
  vaultMovesDisks,
  vaultUsesSnapshots,
  vaultReadsContainer,
  vaultWritesStagingGroup,
  vaultManagesStagingAccount,
  vaultOwnsStagingBlobs,
  operatorsOwnCluster,
  operatorsRunBackups,
  operatorsOwnStorageAccount,
  operatorsOwnSnapshotGroup,

  storageAccount,
  storageReachable,
  storageKeys,
  blobContainer,
  containerOfOneCluster,
  containerContents,
  storageReachableFromNodes,
  storageFoundByNodes,
  stagingAccount,
  containerOlderThanBackups,
  accountSubscription,

  egress,
  nsgAllowsAzureBackup,
  nsgAllowsAzureCloud,
  nsgAllowsOutbound,
  httpProxy,
  customDns,
  egressToMetrics,

  backupPolicy,
  confirmedByAzureBackup,
  protectedByVault,
  recoveryPointExists,
  protectedInTime,
  restoreValidated,
  vaultRedundancy,
  crossRegionRestore,
  softDelete,
  vaultImmutability,
  multiUserAuthorization,
  jobFailureAlerts,
];
