import type { Fact, FactSet, FactValues, Need, Readiness } from '../model/fact.ts';
import type { Inspection } from '../model/inspection.ts';
import type { Permission } from '../model/permission.ts';
import type { Profile } from '../model/profile.ts';
import type { Confirmation, RestoreDrill } from '../model/protection.ts';
import type { Target } from '../model/target.ts';
import type { ArmReader } from '../ports/arm.ts';
import { readArmPolicies } from './arm-policies.ts';
import { readBackupExtensions, readExtensions } from './backup-extensions.ts';
import { readBackupPolicy } from './backup-policy.ts';
import { readBlobContainer } from './blob-container.ts';
import { readCluster } from './cluster.ts';
import { readConfirmation, readReadiness } from './confirmation.ts';
import { readContainerContents } from './container-contents.ts';
import { readContainerUsers } from './container-users.ts';
import { readEgressFirewall } from './egress-firewall.ts';
import { readGatekeeperPolicies } from './gatekeeper-policies.ts';
import { readClusterHoldings, readExtensionHoldings, readOperatorHoldings, readVaultHoldings } from './holdings.ts';
import { readInspection, readPodIdentityInspection } from './inspection.ts';
import { readKubernetesVersions } from './kubernetes-versions.ts';
import { readLocks } from './locks.ts';
import { readNodeGroupIdentities } from './node-group-identities.ts';
import { readNodeNetwork } from './node-network.ts';
import { readOwnRights } from './own-rights.ts';
import { readProtection } from './protection.ts';
import {
  readContainerServiceProvider,
  readDataProtectionProvider,
  readKubernetesConfigurationProvider,
} from './provider.ts';
import type { Reader } from './reading.ts';
import { readRecoveryPoints } from './recovery-points.ts';
import { readDrillTarget, readRestoreDrill } from './restore-drill.ts';
import { readRoleAssignmentCounts } from './role-assignment-counts.ts';

import { readSnapshotGroup } from './snapshot-group.ts';
import { readStagingAccount, readStagingGroup } from './staging.ts';
import { readStorageAccount } from './storage-account.ts';
import { readStorageEntrances } from './storage-entrances.ts';
import { readTrustedAccessRoleBindings } from './trusted-access-role-bindings.ts';
import { readVault } from './vault.ts';

const READERS: { readonly [N in Need]: Reader<N> } = {
  cluster: readCluster,
  kubernetesVersions: readKubernetesVersions,
  kubernetesConfigurationProvider: readKubernetesConfigurationProvider,
  containerServiceProvider: readContainerServiceProvider,
  dataProtectionProvider: readDataProtectionProvider,
  extensions: readExtensions,
  backupExtensions: readBackupExtensions,
  nodeGroupIdentities: readNodeGroupIdentities,
  trustedAccessRoleBindings: readTrustedAccessRoleBindings,
  vault: readVault,
  protection: readProtection,
  recoveryPoints: readRecoveryPoints,
  backupPolicy: readBackupPolicy,
  confirmation: readConfirmation,
  restoreDrill: readRestoreDrill,
  drillTarget: readDrillTarget,
  readiness: readReadiness,
  storageAccount: readStorageAccount,
  blobContainer: readBlobContainer,
  containerUsers: readContainerUsers,
  containerContents: readContainerContents,
  snapshotGroup: readSnapshotGroup,
  stagingGroup: readStagingGroup,
  stagingAccount: readStagingAccount,
  locks: readLocks,
  vaultHoldings: readVaultHoldings,
  clusterHoldings: readClusterHoldings,
  extensionHoldings: readExtensionHoldings,
  operatorHoldings: readOperatorHoldings,
  roleAssignmentCounts: readRoleAssignmentCounts,
  ownRights: readOwnRights,
  armPolicies: readArmPolicies,
  gatekeeperPolicies: readGatekeeperPolicies,
  inspection: readInspection,
  podIdentityInspection: readPodIdentityInspection,
  nodeNetwork: readNodeNetwork,
  egressFirewall: readEgressFirewall,
  storageEntrances: readStorageEntrances,
};

export interface CollectContext {
  readonly target: Target;
  readonly profile: Profile;
  readonly arm: ArmReader;
  /** The rights that the planned actions need. */
  readonly planned?: readonly Permission[];
  /** The result of the last inspection; without it none is allowed. */
  readonly inspection?: Fact<Inspection>;
  /** The last word of Azure Backup; without it Azure Backup is not asked. */
  readonly confirmation?: Fact<Confirmation>;
  /** The last restore drill; without it none is made. */
  readonly restoreDrill?: Fact<RestoreDrill>;
  readonly readiness?: Readiness;
  /** Fresh facts that need not be read again. */
  readonly known?: FactSet;
}

/**
 * Reads what is asked for and what that hangs on, each thing once, side by side, and answers all of
 * it. Never throws for what Azure does.
 */
export async function collect(needs: readonly Need[], context: CollectContext): Promise<FactSet> {
  const { known = {} } = context;
  const begun = new Map<Need, Promise<Fact<unknown>>>();
  function fact<N extends Need>(need: N): Promise<Fact<FactValues[N]>> {
    const before: Fact<FactValues[N]> | undefined = known[need];
    if (before !== undefined) return Promise.resolve(before);
    const reading = begun.get(need) ?? READERS[need]({ ...context, fact });
    begun.set(need, reading);
    // A map forgets that each key has a type of its own; what stands under a need was made by the
    // reader of that need.
    return reading as Promise<Fact<FactValues[N]>>;
  }
  await Promise.all(needs.map(fact));
  const facts = await Promise.all([...begun].map(async ([need, reading]) => [need, await reading] as const));
  return { ...known, ...Object.fromEntries(facts) };
}
