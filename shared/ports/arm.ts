import type { Trace } from '../model/action.ts';
import type {
  BackupExtension,
  BackupInstance,
  BackupVault,
  BlobContainer,
  Cluster,
  ClusterExtension,
  ContainerUser,
  KubernetesVersion,
  Lock,
  PermissionSet,
  PrincipalId,
  ProviderRegistration,
  RecoveryPoint,
  ResourceGroup,
  RoleAssignment,
  StorageAccount,
  Subscription,
  TrustedAccessRoleBinding,
} from '../model/azure.ts';
import type { Absent } from '../model/fact.ts';
import type { Failure } from '../model/failure.ts';
import type {
  AzureFirewall,
  FirewallPolicy,
  GroupedZone,
  NetworkSecurityGroup,
  PrivateEndpoint,
  RouteTable,
  RuleCollectionGroup,
  Subnet,
  VirtualNetwork,
} from '../model/network.ts';
import type { PolicyAssignment, PolicyDefinition, PolicyExemption, PolicySetDefinition } from '../model/policy.ts';
import type {
  BackupPolicy,
  BackupRun,
  ProtectionRequest,
  RestoreRequest,
  ValidationState,
} from '../model/protection.ts';
import type {
  BackupExtensionRemedy,
  BackupInstanceRemedy,
  BackupPolicyRemedy,
  BlobContainerRemedy,
  ExtensionSettingsRemedy,
  RoleGrantRemedy,
  SecurityRuleRemedy,
  SnapshotGroupRemedy,
  StorageDriversRemedy,
  TrustedAccessBindingRemedy,
  VaultIdentityRemedy,
} from '../model/remedy.ts';
import type { ClusterId, ResourceGroupId, ResourceId, StorageAccountId, VaultId } from '../model/resource-id.ts';

/** An answer of ARM. Expected trouble is a value; only a bug throws. */
export type ArmResult<T> =
  | { readonly ok: true; readonly value: T; readonly trace: Trace }
  | { readonly ok: false; readonly failure: Failure; readonly trace: Trace };

/**
 * An answer of success. Every write that could replace something takes the answer that it stands
 * on, so that none compiles without a read of what is there.
 */
export type Observed<T> = Extract<ArmResult<T>, { readonly ok: true }>;

/** A write that ARM has carried out (`done`) or taken on as a long operation. */
export type Written = { readonly done: true } | Accepted;

export interface Accepted {
  readonly done: false;
  /** From `Azure-AsyncOperation` or `Location`; `undefined` where only the resource shows it. */
  readonly operationUrl: string | undefined;
  readonly retryAfterSeconds: number | undefined;
}

export type OperationState =
  | { readonly state: 'running'; readonly retryAfterSeconds: number | undefined }
  | { readonly state: 'succeeded' }
  | { readonly state: 'failed'; readonly failure: Failure };

export interface WritableAssignment {
  readonly assignment: PolicyAssignment;
  /** As ARM answered it, without what only ARM may write. */
  readonly body: Readonly<Record<string, unknown>>;
}

export interface WritableCluster {
  readonly cluster: Cluster;
  /** As AKS answered it, without what only AKS may write. */
  readonly body: Readonly<Record<string, unknown>>;
  /** https://learn.microsoft.com/azure/aks/use-etags */
  readonly etag: string | undefined;
}

/**
 * A storage account, and its network rules as ARM answered them: a PATCH replaces the whole block.
 */
export interface WritableNetworkRules {
  readonly account: StorageAccount;
  /** `undefined` where the answer has none. */
  readonly rules: Readonly<Record<string, unknown>> | undefined;
}

/** The outcome of a command inside a cluster. */
export type CommandResult =
  | { readonly state: 'running' }
  | { readonly state: 'ended'; readonly exitCode: number | undefined; readonly logs: string }
  /** It was not run, or not to its end. */
  | { readonly state: 'failed'; readonly reason: string };

/** All reads of Azure that Backstay makes. */
export interface ArmReader {
  getCluster(id: ClusterId): Promise<ArmResult<Cluster>>;
  /** With its body as it may be written back. */
  getWritableCluster(id: ClusterId): Promise<ArmResult<WritableCluster>>;
  listClusters(subscriptionId: string): Promise<ArmResult<readonly Cluster[]>>;
  getProvider(subscriptionId: string, namespace: string): Promise<ArmResult<ProviderRegistration>>;
  /**
   * The extensions of all types: one of another type may have the name that the backup extension is
   * to have.
   */
  listExtensions(clusterId: ClusterId): Promise<ArmResult<readonly ClusterExtension[]>>;
  /** Of the user-assigned identities in a resource group. */
  listIdentities(groupId: ResourceGroupId): Promise<ArmResult<readonly PrincipalId[]>>;
  listTrustedAccessRoleBindings(clusterId: ClusterId): Promise<ArmResult<readonly TrustedAccessRoleBinding[]>>;
  getTrustedAccessRoleBinding(clusterId: ClusterId, name: string): Promise<ArmResult<TrustedAccessRoleBinding>>;
  getVault(id: VaultId): Promise<ArmResult<BackupVault>>;
  /** All that a vault protects. */
  listBackupInstances(vaultId: VaultId): Promise<ArmResult<readonly BackupInstance[]>>;
  /** The backup instances of a cluster, in any vault. */
  listBackupInstancesOf(clusterId: ClusterId): Promise<ArmResult<readonly BackupInstance[]>>;
  getBackupPolicy(vaultId: VaultId, name: string): Promise<ArmResult<BackupPolicy>>;
  /**
   * Asks how a validation stands; refuses foreign addresses. A refusal of Azure Backup is an
   * answer.
   */
  getValidation(operationUrl: string): Promise<ArmResult<ValidationState>>;
  /**
   * Follows a backup from the operation that starts it to the end of its job; refuses foreign
   * addresses.
   */
  getBackupRun(operationUrl: string): Promise<ArmResult<BackupRun>>;
  listRecoveryPoints(vaultId: VaultId, instance: string): Promise<ArmResult<readonly RecoveryPoint[]>>;
  /**
   * The subscriptions that can be seen, with the management groups above them. Resource Graph
   * leaves out the others in silence.
   */
  listSubscriptions(): Promise<ArmResult<readonly Subscription[]>>;
  /** The tenant that a subscription belongs to, in lower case. */
  getTenantOf(subscriptionId: string): Promise<ArmResult<string>>;
  getStorageAccount(id: StorageAccountId): Promise<ArmResult<StorageAccount>>;
  getNetworkRules(id: StorageAccountId): Promise<ArmResult<WritableNetworkRules>>;
  /**
   * By a list with a filter: the specification of storage has no answer for a single container that
   * is not there.
   */
  findBlobContainer(accountId: StorageAccountId, container: string): Promise<ArmResult<BlobContainer | Absent>>;
  /**
   * The names at the top of a container, at most a hundred; folders end with a slash. Needs a data
   * role on the account.
   */
  listTopLevel(account: StorageAccount, container: string): Promise<ArmResult<readonly string[]>>;
  /**
   * The backup extensions, of any cluster, that write to the account; Resource Graph may be minutes
   * behind.
   */
  listContainerUsers(accountId: StorageAccountId): Promise<ArmResult<readonly ContainerUser[]>>;
  getResourceGroup(id: ResourceGroupId): Promise<ArmResult<ResourceGroup>>;
  /** All locks in the subscription: on itself, on its groups and on their resources. */
  listLocks(subscriptionId: string): Promise<ArmResult<readonly Lock[]>>;
  /** The minor versions that a region offers, previews included. */
  listKubernetesVersions(subscriptionId: string, location: string): Promise<ArmResult<readonly KubernetesVersion[]>>;
  /** Object id of Backstay's own identity, from its token; `undefined` where the token lacks it. */
  ownPrincipalId(): Promise<PrincipalId | undefined>;
  /** The rights of Backstay's own identity at a resource group or resource, with inherited ones. */
  listOwnPermissions(scope: ResourceId): Promise<ArmResult<readonly PermissionSet[]>>;
  /**
   * Assignments of the principal, and of the groups it is in, at, above and below the subscription.
   */
  listRoleAssignments(subscriptionId: string, principalId: PrincipalId): Promise<ArmResult<readonly RoleAssignment[]>>;
  /**
   * The same list as it was read within the last seconds, else as it is now: for a write right
   * after an assessment.
   */
  recentRoleAssignments(
    subscriptionId: string,
    principalId: PrincipalId,
  ): Promise<ArmResult<readonly RoleAssignment[]>>;
  /**
   * All role assignments at the subscription, its groups and its resources, as far as Backstay sees
   * them; Resource Graph may be minutes behind.
   */
  countRoleAssignments(subscriptionId: string): Promise<ArmResult<number>>;
  /** Assignments of the principal at and above a scope. */
  listRoleAssignmentsAt(scope: ResourceId, principalId: PrincipalId): Promise<ArmResult<readonly RoleAssignment[]>>;
  getRoleAssignment(scope: ResourceId, name: string): Promise<ArmResult<RoleAssignment>>;
  /**
   * Rows of a query in the language of Azure Resource Graph; what the identity may not see is left
   * out in silence.
   */
  queryResourceGraph(
    subscriptionIds: readonly string[] | 'all',
    query: string,
  ): Promise<ArmResult<readonly Readonly<Record<string, unknown>>[]>>;
  /** At the cluster and above it. */
  listPolicyAssignments(clusterId: ClusterId): Promise<ArmResult<readonly PolicyAssignment[]>>;
  /** In the subscription, at its groups and resources, and above it. */
  listPolicyAssignmentsIn(subscriptionId: string): Promise<ArmResult<readonly PolicyAssignment[]>>;
  /** Those of these definitions that can be seen from the subscription; the others are left out. */
  listPolicyDefinitions(
    subscriptionId: string,
    ids: readonly string[],
  ): Promise<ArmResult<readonly PolicyDefinition[]>>;
  listPolicySetDefinitions(
    subscriptionId: string,
    ids: readonly string[],
  ): Promise<ArmResult<readonly PolicySetDefinition[]>>;
  /** From these assignments, in the subscription and above it. */
  listPolicyExemptions(
    subscriptionId: string,
    assignmentIds: readonly string[],
  ): Promise<ArmResult<readonly PolicyExemption[]>>;
  /** Of a subscription or below, with its body as it may be written back. */
  getPolicyAssignment(assignmentId: string): Promise<ArmResult<WritableAssignment>>;
  getSubnet(id: ResourceId): Promise<ArmResult<Subnet>>;
  getVirtualNetwork(id: ResourceId): Promise<ArmResult<VirtualNetwork>>;
  getRouteTable(id: ResourceId): Promise<ArmResult<RouteTable>>;
  getNetworkSecurityGroup(id: ResourceId): Promise<ArmResult<NetworkSecurityGroup>>;
  getPrivateEndpoint(id: ResourceId): Promise<ArmResult<PrivateEndpoint>>;
  /** The zones in which a private endpoint keeps its names by itself. */
  listGroupedZones(endpointId: ResourceId): Promise<ArmResult<readonly GroupedZone[]>>;
  listPrivateDnsZoneIds(subscriptionId: string): Promise<ArmResult<readonly ResourceId[]>>;
  /** The addresses of a record in a private DNS zone. */
  getAddressRecord(zoneId: ResourceId, name: string): Promise<ArmResult<readonly string[]>>;
  /** The networks that resolve names by a private DNS zone. */
  listZoneNetworkIds(zoneId: ResourceId): Promise<ArmResult<readonly ResourceId[]>>;
  /** An IP address; `undefined` while none is assigned. */
  getPublicAddress(id: ResourceId): Promise<ArmResult<string | undefined>>;
  listNetworkSecurityGroups(groupId: ResourceGroupId): Promise<ArmResult<readonly NetworkSecurityGroup[]>>;
  listAzureFirewalls(subscriptionId: string): Promise<ArmResult<readonly AzureFirewall[]>>;
  getFirewallPolicy(id: ResourceId): Promise<ArmResult<FirewallPolicy>>;
  listRuleCollectionGroups(policyId: ResourceId): Promise<ArmResult<readonly RuleCollectionGroup[]>>;
  /**
   * Asks a long operation for its state. Refuses addresses that are not this cloud's Resource
   * Manager.
   */
  getOperation(operationUrl: string): Promise<ArmResult<OperationState>>;
  /** Asks for the outcome of a command; refuses foreign addresses as well. */
  getCommandResult(resultUrl: string): Promise<ArmResult<CommandResult>>;
}

/**
 * All writes. Only `remediate/run-actions.ts` is given these. `over` is what was read right before:
 * see `Observed`.
 */
export interface ArmWriter {
  registerProvider(subscriptionId: string, namespace: string): Promise<ArmResult<ProviderRegistration>>;
  /** Over nothing, or over an install that has failed. */
  putBackupExtension(
    wanted: BackupExtensionRemedy,
    over: Observed<BackupExtension | Absent>,
  ): Promise<ArmResult<Written>>;
  putTrustedAccessRoleBinding(
    wanted: TrustedAccessBindingRemedy,
    over: Observed<TrustedAccessRoleBinding | Absent>,
  ): Promise<ArmResult<Written>>;
  patchExtensionSettings(wanted: ExtensionSettingsRemedy, over: Observed<BackupExtension>): Promise<ArmResult<Written>>;
  /** Keeps the user-assigned identities that the vault has. */
  patchVaultIdentity(wanted: VaultIdentityRemedy, over: Observed<BackupVault>): Promise<ArmResult<Written>>;
  /**
   * Sends the cluster back as it was read, with the CSI disk driver and the snapshot controller on;
   * by its ETag where it has one.
   */
  turnStorageDriversOn(wanted: StorageDriversRemedy, over: Observed<WritableCluster>): Promise<ArmResult<Written>>;
  /** Sends the network rules back as they were read, with these services past the firewall. */
  setStorageBypass(
    accountId: StorageAccountId,
    bypass: readonly string[],
    over: Observed<WritableNetworkRules>,
  ): Promise<ArmResult<StorageAccount>>;
  putSecurityRule(wanted: SecurityRuleRemedy, over: Observed<NetworkSecurityGroup>): Promise<ArmResult<Written>>;
  putBlobContainer(wanted: BlobContainerRemedy, over: Observed<Absent>): Promise<ArmResult<BlobContainer>>;
  putResourceGroup(wanted: SnapshotGroupRemedy, over: Observed<Absent>): Promise<ArmResult<ResourceGroup>>;
  /** Replaces the whole assignment. */
  putPolicyAssignment(
    assignmentId: string,
    body: WritableAssignment['body'],
    over: Observed<WritableAssignment>,
  ): Promise<ArmResult<Written>>;
  /**
   * A PUT over an assignment of the same name edits it, and one that leaves out a condition takes
   * it away. `description` is what people read beside the assignment in the portal.
   */
  putRoleAssignment(
    name: string,
    wanted: RoleGrantRemedy,
    description: string,
    over: Observed<Absent>,
  ): Promise<ArmResult<RoleAssignment>>;
  /** Asks Azure Backup whether it would protect the cluster so. It writes nothing. */
  validateForBackup(request: ProtectionRequest, friendlyName: string): Promise<ArmResult<Written>>;
  /** Asks Azure Backup whether it would restore a recovery point so. It writes nothing. */
  validateForRestore(request: RestoreRequest): Promise<ArmResult<Written>>;
  putBackupPolicy(wanted: BackupPolicyRemedy, over: Observed<Absent>): Promise<ArmResult<Written>>;
  putBackupInstance(wanted: BackupInstanceRemedy, over: Observed<Absent>): Promise<ArmResult<Written>>;
  /** Lets Azure Backup check an instance in error again. */
  syncBackupInstance(vaultId: VaultId, name: string): Promise<ArmResult<Written>>;
  /** Backups end and their recovery points stay; only undo is given this. */
  stopProtection(vaultId: VaultId, name: string): Promise<ArmResult<Written>>;
  startBackup(vaultId: VaultId, name: string, ruleName: string): Promise<ArmResult<Written>>;
  // The deletes below are done also where there is nothing to delete; only undo is given these.
  deleteRoleAssignment(scope: ResourceId, name: string): Promise<ArmResult<Written>>;
  deleteTrustedAccessRoleBinding(clusterId: ClusterId, name: string): Promise<ArmResult<Written>>;
  deleteSecurityRule(networkSecurityGroupId: ResourceId, name: string): Promise<ArmResult<Written>>;
  deleteBackupExtension(clusterId: ClusterId, name: string): Promise<ArmResult<Written>>;
  /** Runs a command inside the cluster; its outcome stands at `operationUrl`. */
  runCommand(clusterId: ClusterId, command: string): Promise<ArmResult<Accepted>>;
}

export type Arm = ArmReader & ArmWriter;
