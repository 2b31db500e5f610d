import { clusterRunning } from './cluster/cluster-running.ts';
import { podIdentityException } from './cluster/pod-identity-exception.ts';
import { trustedAccessBinding } from './cluster/trusted-access-binding.ts';
import { veleroAbsent } from './cluster/velero-absent.ts';
import { volumesCovered } from './cluster/volumes-covered.ts';
import type { AnyRule } from './define-rule.ts';
import { extensionInstalled } from './extension/extension-installed.ts';
import { clusterWritesSnapshotGroup } from './identity/cluster-writes-snapshot-group.ts';
import { extensionWritesContainer } from './identity/extension-writes-container.ts';
import { vaultMovesDisks } from './identity/vault-moves-disks.ts';
import { vaultReadsCluster } from './identity/vault-reads-cluster.ts';
import { vaultReadsContainer } from './identity/vault-reads-container.ts';
import { vaultReadsSnapshotGroup } from './identity/vault-reads-snapshot-group.ts';
import { vaultSystemIdentity } from './identity/vault-system-identity.ts';
import { vaultUsesSnapshots } from './identity/vault-uses-snapshots.ts';
import { kubernetesConfigurationRegistered } from './platform/kubernetes-configuration-registered.ts';

/** Every prerequisite, in the order of ids. A rule that is not listed here is not judged; a test says so. */
export const RULES: readonly AnyRule[] = [
  kubernetesConfigurationRegistered,
  clusterRunning,
  trustedAccessBinding,
  veleroAbsent,
  volumesCovered,
  podIdentityException,
  extensionInstalled,
  vaultSystemIdentity,
  vaultReadsCluster,
  vaultReadsSnapshotGroup,
  clusterWritesSnapshotGroup,
  extensionWritesContainer,
  vaultMovesDisks,
  vaultUsesSnapshots,
  vaultReadsContainer,
];
