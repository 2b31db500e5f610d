/**
 * The parts of Azure's resources that the rules judge, with every block that real answers leave out
 * as `undefined`.
 */
import type { ServiceRefusal } from './protection.ts';
import type { ClusterId, ResourceGroupId, ResourceId, StorageAccountId, VaultId } from './resource-id.ts';

/** Object id of an identity in the directory, lower case. */
export type PrincipalId = string & { readonly principal: true };

export interface Cluster {
  readonly id: ClusterId;
  readonly armId: string;
  readonly name: string;
  readonly location: string;
  readonly tags: Readonly<Record<string, string>>;
  /** As ARM says it; values that we do not know count as not terminal. */
  readonly provisioningState: string | undefined;
  readonly powerState: string | undefined;
  readonly nodeResourceGroup: string | undefined;
  /** `undefined` for clusters that run under a service principal. */
  readonly identity: ClusterIdentity | undefined;
  /**
   * The version that runs, in full, such as `1.34.2`; the one that was asked for may be an alias
   * such as `1.34`.
   */
  readonly currentKubernetesVersion: string | undefined;
  /** `undefined` where the answer lacks this block: it is unknown then. */
  readonly storageDrivers: StorageDrivers | undefined;
  readonly nodePools: readonly NodePool[];
  readonly nodeProvisioning: NodeProvisioning;
  readonly network: ClusterNetworkProfile;
  /** Switches; `undefined` where the answer does not say. */
  readonly policyAddon: boolean | undefined;
  readonly podIdentity: boolean | undefined;
  readonly runCommandDisabled: boolean | undefined;
  /**
   * Users of the cluster sign in with Microsoft Entra ID, and run-command wants a token of such a
   * user.
   */
  readonly entraSignIn?: boolean | undefined;
  /** `KubernetesOfficial` or `AKSLongTermSupport`. */
  readonly supportPlan: string | undefined;
  /**
   * With which AKS encrypts the disks of volumes too, unless their storage class says otherwise.
   */
  readonly diskEncryptionSetId?: string | undefined;
}

/** Whether the CSI parts that snapshots need are on. */
export interface StorageDrivers {
  readonly diskCsiDriver: boolean | undefined;
  readonly snapshotController: boolean | undefined;
}

/** Whether AKS makes nodes by itself for pods that wait for one. */
export interface NodeProvisioning {
  /** AKS Automatic, in which nodes are always provisioned automatically. */
  readonly automaticSku: boolean;
  /** `Auto` or `Manual`; `undefined` where the answer does not say. */
  readonly mode: string | undefined;
  /** `Auto`, or `None` where only node pools that were made inside the cluster count. */
  readonly defaultNodePools: string | undefined;
}

export interface NodePool {
  readonly name: string;
  /** `System`, `User`, `Gateway` or `ManagedSystem`. */
  readonly mode: string | undefined;
  readonly osType: string | undefined;
  /** `undefined` for pools of type `VirtualMachines`, and where the answer does not say. */
  readonly vmSize: string | undefined;
  readonly count: number | undefined;
  /** The most nodes that the autoscaler makes; `undefined` where it is off. */
  readonly autoscalerMax: number | undefined;
  /** The members of a pool of type `VirtualMachines`. */
  readonly machines: readonly MachineGroup[];
  readonly powerState: string | undefined;
  readonly provisioningState: string | undefined;
  readonly fips: boolean | undefined;
  /** `Spot` or `Regular`. */
  readonly priority: string | undefined;
  readonly imageVersion: string | undefined;
  /** As `key=value:effect`. */
  readonly taints: readonly string[];
  /** `undefined` where AKS made the network itself. */
  readonly subnetId: ResourceId | undefined;
  /** Where pods have addresses of another subnet than their nodes. */
  readonly podSubnetId?: ResourceId | undefined;
}

/** Machines of one size in a pool of type `VirtualMachines`. */
export interface MachineGroup {
  readonly vmSize: string | undefined;
  /** How many there are, or the most that the autoscaler makes. */
  readonly most: number | undefined;
}

export interface ClusterNetworkProfile {
  /** `loadBalancer`, `userDefinedRouting`, `managedNATGateway`, `none` … as ARM says it. */
  readonly outboundType: string | undefined;
  readonly privateCluster: boolean | undefined;
  /** Traffic to the Internet goes through a proxy of the owner. */
  readonly httpProxy: boolean;
  /** The public addresses by which the nodes go out, where AKS knows them. */
  readonly outboundAddressIds: readonly ResourceId[];
}

export interface ClusterIdentity {
  readonly type: string;
  /**
   * Of the control plane: the system-assigned identity, else the user-assigned one. Never the
   * kubelet's.
   */
  readonly principalId: PrincipalId | undefined;
  readonly tenantId: string | undefined;
}

export interface ProviderRegistration {
  readonly subscriptionId: string;
  readonly namespace: string;
  readonly state: string;
}

export interface BackupExtension {
  readonly armId: string;
  readonly name: string;
  readonly provisioningState: string | undefined;
  readonly releaseNamespace: string | undefined;
  /** Installed for the whole cluster; `false` when it was installed for a single namespace. */
  readonly clusterScoped: boolean;
  readonly settings: Readonly<Record<string, string>>;
  /** The identity appears when the install is done, sometimes later. */
  readonly principalId: PrincipalId | undefined;
  /** The innermost cause of a failure, without the frame that Azure puts around it. */
  readonly errorMessage: string | undefined;
  /** Its first status, in any state. */
  readonly statusMessage: string | undefined;
}

/** Any extension of a cluster. */
export interface ClusterExtension extends BackupExtension {
  /** The type of an extension that is no backup extension; left out for one that is. */
  readonly otherType?: string;
}

export function backupExtensionsIn(extensions: readonly ClusterExtension[]): readonly BackupExtension[] {
  return extensions.filter(({ otherType }) => otherType === undefined);
}

export interface TrustedAccessRoleBinding {
  readonly armId: string;
  readonly name: string;
  readonly provisioningState: string | undefined;
  readonly sourceResourceId: ResourceId | undefined;
  readonly roles: readonly string[];
}

export interface BackupVault {
  readonly id: VaultId;
  readonly armId: string;
  readonly name: string;
  readonly location: string;
  readonly provisioningState: string | undefined;
  /**
   * ARM's own word, such as `SystemAssigned` or `SystemAssigned,UserAssigned`; `None` when there is
   * none.
   */
  readonly identityType: string;
  readonly userAssignedIdentityIds: readonly string[];
  /** Of the system-assigned identity. */
  readonly principalId: PrincipalId | undefined;
  readonly tenantId: string | undefined;
  readonly posture: VaultPosture;
}

/** How well a vault keeps its backups; `undefined` where the answer does not say. */
export interface VaultPosture {
  /** `GeoRedundant`, `ZoneRedundant` or `LocallyRedundant`, of the vault store. */
  readonly redundancy: string | undefined;
  readonly crossRegionRestore: string | undefined;
  /** `Off`, `On` or `AlwaysOn`. */
  readonly softDelete: string | undefined;
  readonly softDeleteDays: number | undefined;
  /** `Disabled`, `Unlocked` or `Locked`. */
  readonly immutability: string | undefined;
  /** A resource guard asks a second person. */
  readonly guarded: boolean | undefined;
  readonly jobAlerts: string | undefined;
}

/** One thing that a Backup vault protects. */
export interface BackupInstance {
  readonly armId: string;
  readonly name: string;
  readonly datasourceId: ResourceId;
  /** `undefined` where Azure does not return which vault it is in. */
  readonly vaultId: VaultId | undefined;
  readonly policyId: string | undefined;
  /** `ProtectionConfigured`, `ProtectionStopped` … as ARM says it. */
  readonly protectionState: string | undefined;
  /** Code of the error that keeps it from being protected. */
  readonly errorCode: string | undefined;
  /** The error in full. */
  readonly refusal?: ServiceRefusal | undefined;
}

export interface StorageAccount {
  readonly id: StorageAccountId;
  readonly armId: string;
  readonly name: string;
  readonly location: string;
  readonly blobEndpoint: string | undefined;
  readonly kind: string | undefined;
  /** `Standard` or `Premium`. */
  readonly tier: string | undefined;
  /**
   * `Enabled`, `Disabled` or `SecuredByPerimeter`; accounts that never were asked about it do not
   * say.
   */
  readonly publicNetworkAccess: string | undefined;
  /** Keys are allowed unless this is `false`. */
  readonly allowSharedKeyAccess: boolean | undefined;
  readonly firewall: StorageFirewall | undefined;
  readonly privateEndpoints: readonly PrivateEndpointConnection[];
  /**
   * Of its subscription, in lower case; only read where that is not the subscription of the
   * cluster.
   */
  readonly tenantId?: string | undefined;
}

export interface PrivateEndpointConnection {
  /** `undefined` where the answer does not name the endpoint. */
  readonly endpointId: ResourceId | undefined;
  /** Only an `Approved` connection carries traffic. */
  readonly status: string | undefined;
}

/** https://learn.microsoft.com/azure/storage/common/storage-network-security */
export interface StorageFirewall {
  /** `Allow` lets every network in, `Deny` only those that are listed. */
  readonly defaultAction: string | undefined;
  /** Callers that the rules let through, such as `AzureServices`, `Logging`, `Metrics`. */
  readonly bypass: readonly string[];
  /** Resources that are let in one by one, as ARM spells their ids; a name may be `*`. */
  readonly resourceIds: readonly string[];
  readonly subnets: readonly AllowedSubnet[];
  /** Public addresses or ranges in CIDR form. */
  readonly ipRules: readonly string[];
}

/** A subnet that the firewall lets in by its service endpoint. */
export interface AllowedSubnet {
  readonly id: ResourceId;
  /** `Succeeded`, `NetworkSourceDeleted` … as ARM says it. */
  readonly state: string | undefined;
}

export interface BlobContainer {
  readonly armId: string;
  readonly name: string;
  /**
   * When it was created, or when its properties or metadata last changed; blobs do not count. ISO
   * 8601, as ARM returns it.
   */
  readonly lastModified?: string | undefined;
}

/** One restorable state of what a backup instance protects. */
export interface RecoveryPoint {
  /** By which requests name it, and the backup instance that it belongs to. */
  readonly id?: string | undefined;
  readonly instance?: string;
  /** ISO 8601. */
  readonly time: string;
  /** `OperationalStore`, `VaultStore` …; empty where Azure does not return them. */
  readonly stores: readonly string[];
}

/** A backup extension, of any cluster, and the container that it writes to. */
export interface ContainerUser {
  readonly clusterId: ClusterId;
  readonly container: string;
}

export interface ResourceGroup {
  readonly id: ResourceGroupId;
  readonly name: string;
  readonly location: string;
  readonly provisioningState: string | undefined;
}

/** A management lock. It holds for its scope and for everything below. */
export interface Lock {
  readonly armId: string;
  readonly name: string;
  /** What is locked. */
  readonly scope: ResourceId;
  /** `CanNotDelete` or `ReadOnly`. */
  readonly level: string;
  readonly notes: string | undefined;
}

/** A minor version that a region offers, such as `1.36`. */
export interface KubernetesVersion {
  readonly version: string;
  readonly supportPlans: readonly string[];
  readonly preview: boolean;
  readonly patches: readonly string[];
}

/**
 * One grant of what an identity may do at a scope: an action is held when it is in `actions` and
 * not in `notActions`.
 */
export interface PermissionSet {
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
}

export interface RoleAssignment {
  readonly armId: string;
  /**
   * Given as the subscription itself when it lies above it (management group, root): it reaches all
   * of the subscription.
   */
  readonly scope: ResourceId;
  readonly principalId: PrincipalId;
  /** Last segment of the role definition's id, lower case. */
  readonly roleDefinitionGuid: string;
  /**
   * A condition can take away any part of what the role gives, so such an assignment proves
   * nothing.
   */
  readonly hasCondition: boolean;
}

/**
 * The roles that one identity holds in the subscriptions that matter to a target, inherited ones
 * included.
 */
export interface Holdings {
  readonly principalId: PrincipalId;
  readonly assignments: readonly RoleAssignment[];
}

export interface Subscription {
  /** In lower case. */
  readonly id: string;
  /** As it is shown; its owners choose it. */
  readonly name: string;
  /** Names of the groups above it, in lower case, up to that of the tenant. */
  readonly managementGroups: readonly string[];
}
