import type {
  BackupExtension,
  BackupInstance,
  BackupVault,
  BlobContainer,
  Cluster,
  ClusterExtension,
  ContainerUser,
  Holdings,
  KubernetesVersion,
  Lock,
  PermissionSet,
  PrincipalId,
  ProviderRegistration,
  RecoveryPoint,
  ResourceGroup,
  StorageAccount,
  TrustedAccessRoleBinding,
} from './azure.ts';
import type { Failure } from './failure.ts';
import type { Inspection } from './inspection.ts';
import type { EgressAppliance, NodeNetwork, StorageEntrances } from './network.ts';
import type { Permission } from './permission.ts';
import type { ArmPolicies, GatekeeperPolicies } from './policy.ts';
import type { BackupPolicy, Confirmation, RestoreDrill } from './protection.ts';
import type { ResourceId } from './resource-id.ts';

/** Where a fact comes from. */
export interface Source {
  /** Method and path of the call, such as `GET /subscriptions/…`. */
  readonly call: string;
  /** When it was answered, ISO 8601. */
  readonly at: string;
}

/**
 * One thing that was read. "There is none" is a known value; a read that failed is `unknown`, never
 * "there is none".
 */
export type Fact<T> =
  | { readonly state: 'known'; readonly value: T; readonly sources: readonly Source[] }
  | { readonly state: 'unknown'; readonly failure: Failure; readonly sources: readonly Source[] };

export type Absent = 'absent';

/** `notKnown` where no target is kept, as in a scan. */
export type Readiness = { readonly since: string; readonly days: number } | 'notReady' | 'notKnown';

/** Everything that rules may ask for, by the name they ask with. */
export interface FactValues {
  readonly cluster: Cluster;
  /** The versions that the cluster's region offers. */
  readonly kubernetesVersions: readonly KubernetesVersion[];
  readonly kubernetesConfigurationProvider: ProviderRegistration;
  readonly containerServiceProvider: ProviderRegistration;
  /** In the vault's subscription. */
  readonly dataProtectionProvider: ProviderRegistration;
  /** All extensions of the cluster, of any type. */
  readonly extensions: readonly ClusterExtension[];
  /** All extensions of type `microsoft.dataprotection.kubernetes`, under any name. */
  readonly backupExtensions: readonly BackupExtension[];
  /**
   * Identities in the cluster's node resource group; `absent` where no extension names one, or the
   * group is not known.
   */
  readonly nodeGroupIdentities: readonly PrincipalId[] | Absent;
  readonly trustedAccessRoleBindings: readonly TrustedAccessRoleBinding[];
  readonly vault: BackupVault | Absent;
  /** Everything that protects the cluster, in any vault and any state. */
  readonly protection: readonly BackupInstance[];
  /**
   * Of all backup instances of the cluster in the profile's vault; `notNeeded` where there are no
   * such instances.
   */
  readonly recoveryPoints: readonly RecoveryPoint[] | 'notNeeded';
  /** The policy that the profile names; `notNeeded` where it names none. */
  readonly backupPolicy: BackupPolicy | Absent | 'notNeeded';
  /** The last word of Azure Backup on the cluster. */
  readonly confirmation: Confirmation;
  /** The last restore drill of the cluster. */
  readonly restoreDrill: RestoreDrill;
  /** The cluster that drills restore to; `notNeeded` where the profile wants no drills. */
  readonly drillTarget: Cluster | Absent | 'notNeeded';
  /** How long the cluster has been ready by the last assessment. */
  readonly readiness: Readiness;
  readonly storageAccount: StorageAccount | Absent;
  readonly blobContainer: BlobContainer | Absent;
  /** The other clusters whose extension writes to the same container. */
  readonly containerUsers: readonly ContainerUser[];
  /**
   * The first names at its top, folders with a slash at the end; or why Backstay may not list them,
   * which is the usual case.
   */
  readonly containerContents: readonly string[] | { readonly notSeen: Failure };
  readonly snapshotGroup: ResourceGroup | Absent;
  /** Where restores are staged; `notNeeded` where the profile names no place for it. */
  readonly stagingGroup: ResourceGroup | Absent | 'notNeeded';
  readonly stagingAccount: StorageAccount | Absent | 'notNeeded';
  /** Those of every subscription in which something of the target lies. */
  readonly locks: readonly Lock[];
  /** `absent` while the identity does not exist. */
  readonly vaultHoldings: Holdings | Absent;
  readonly clusterHoldings: Holdings | Absent;
  readonly extensionHoldings: Holdings | Absent;
  /** In the order of the profile's `operators`. */
  readonly operatorHoldings: readonly Holdings[];
  /** Of every subscription in which the target needs a role. */
  readonly roleAssignmentCounts: readonly { readonly subscriptionId: string; readonly assignments: number }[];
  readonly ownRights: OwnRights;
  /** `absent` where the cluster has no Azure Policy add-on. */
  readonly gatekeeperPolicies: GatekeeperPolicies | Absent;
  readonly armPolicies: ArmPolicies;
  /** The last look inside the cluster. */
  readonly inspection: Inspection;
  /**
   * The same, but only where the cluster has pod identity: what makes no difference is not looked
   * for.
   */
  readonly podIdentityInspection: Inspection | 'notNeeded';
  /** `absent` where AKS made the network itself. */
  readonly nodeNetwork: NodeNetwork | Absent;
  /**
   * One for each address that a default route of the nodes leads to; `absent` where none leads to
   * an appliance.
   */
  readonly egressFirewall: readonly EgressAppliance[] | Absent;
  /** Read only where the account does not take traffic from all networks. */
  readonly storageEntrances: StorageEntrances | 'notNeeded';
}

/** Rights that the planned actions need, and those that Backstay's own identity holds there. */
export interface OwnRights {
  /** Of Backstay's own identity; `undefined` where its token lacks it. */
  readonly principalId: PrincipalId | undefined;
  readonly wanted: readonly Permission[];
  readonly held: readonly { readonly scope: ResourceId; readonly sets: readonly PermissionSet[] }[];
}

export type Need = keyof FactValues;

/** The facts of one assessment: only those that its rules need. */
export type FactSet = { readonly [N in Need]?: Fact<FactValues[N]> };
