import type { DenyAssignment } from '../providers/authorization/deny-assignment.ts';
import type { ManagementLock } from '../providers/authorization/management-lock.ts';
import type {
  CustomPolicyDefinition,
  CustomPolicySetDefinition,
} from '../providers/authorization/policy/custom-policy.ts';
import type { PolicyAssignment } from '../providers/authorization/policy/policy-assignment.ts';
import type { PolicyExemption } from '../providers/authorization/policy/policy-exemption.ts';
import type { RoleAssignment } from '../providers/authorization/role-assignment.ts';
import type { CustomRole } from '../providers/authorization/role-definition.ts';
import type { Disk } from '../providers/compute/disk.ts';
import type { ManagedCluster } from '../providers/container-service/managed-cluster.ts';
import type { CommandResult } from '../providers/container-service/run-command/command-result.ts';
import type { Workloads } from '../providers/container-service/run-command/workloads.ts';
import type { TrustedAccessRoleBinding } from '../providers/container-service/trusted-access-role-binding.ts';
import type { BackupInstance } from '../providers/data-protection/backup-instance.ts';
import type { BackupJob } from '../providers/data-protection/backup-job.ts';
import type { BackupPolicy } from '../providers/data-protection/backup-policy.ts';
import type { BackupVault } from '../providers/data-protection/backup-vault.ts';
import type { RecoveryPoint } from '../providers/data-protection/recovery-point.ts';
import type { Extension } from '../providers/kubernetes-configuration/extension.ts';
import type { UserAssignedIdentity } from '../providers/managed-identity/user-assigned-identity.ts';
import type {
  AzureFirewall,
  FirewallPolicy,
  NetworkPart,
  NetworkResource,
  PrivateEndpoint,
  SecurityRule,
  Subnet,
  VirtualNetwork,
  ZoneGroupProperties,
} from '../providers/network/network-resource.ts';
import type { ResourceGroup } from '../providers/resources/resource-group.ts';
import type { Subscription } from '../providers/resources/subscription.ts';
import type { BlobContainer } from '../providers/storage/blob-container.ts';
import type { StorageAccount } from '../providers/storage/storage-account.ts';
import type { Timeline } from '../timeline.ts';
import { Collection } from './collection.ts';
import type { Directory } from './directory.ts';
import type { TrackedResource } from './wire.ts';

/** Groups have a location, too, and so may policy assignments. */
function isTracked(resource: { readonly id: string }): resource is TrackedResource {
  return 'location' in resource && /\/providers\/(?!Microsoft\.Authorization\/)[^/]+\/[^/]+\/[^/]+/i.test(resource.id);
}

/** Everything that exists. Resources are never changed in place: a change puts a new one in. */
export class ArmState {
  readonly directory: Directory;
  readonly subscriptions = new Collection<Subscription>();
  readonly resourceGroups = new Collection<ResourceGroup>();
  readonly managedClusters = new Collection<ManagedCluster>();
  readonly trustedAccessRoleBindings = new Collection<TrustedAccessRoleBinding>();
  readonly commandResults = new Collection<CommandResult>();
  /** The workloads of each cluster, by the cluster's id. */
  readonly workloads = new Collection<Workloads & { readonly id: string }>();
  readonly extensions = new Collection<Extension>();
  readonly backupVaults = new Collection<BackupVault>();
  readonly backupInstances = new Collection<BackupInstance>();
  /** When each instance is backed up next, in milliseconds, by the instance's id. */
  readonly backupSchedules = new Collection<{ readonly id: string; readonly nextAt: number }>();
  readonly recoveryPoints = new Collection<RecoveryPoint>();
  readonly backupJobs = new Collection<BackupJob>();
  readonly backupPolicies = new Collection<BackupPolicy>();
  readonly storageAccounts = new Collection<StorageAccount>();
  readonly blobContainers = new Collection<BlobContainer>();
  readonly userAssignedIdentities = new Collection<UserAssignedIdentity>();
  readonly roleAssignments = new Collection<RoleAssignment>();
  readonly customRoles = new Collection<CustomRole>();
  readonly denyAssignments = new Collection<DenyAssignment>();
  readonly disks = new Collection<Disk>();
  readonly snapshots = new Collection<Disk>();
  readonly managementLocks = new Collection<ManagementLock>();
  readonly virtualNetworks = new Collection<VirtualNetwork>();
  readonly subnets = new Collection<Subnet>();
  readonly networkSecurityGroups = new Collection<NetworkResource>();
  readonly securityRules = new Collection<SecurityRule>();
  readonly routeTables = new Collection<NetworkResource>();
  readonly routes = new Collection<NetworkPart>();
  readonly azureFirewalls = new Collection<AzureFirewall>();
  readonly firewallPolicies = new Collection<FirewallPolicy>();
  readonly ruleCollectionGroups = new Collection<NetworkPart>();
  readonly privateEndpoints = new Collection<PrivateEndpoint>();
  readonly privateDnsZoneGroups = new Collection<NetworkPart<ZoneGroupProperties>>();
  readonly privateDnsZones = new Collection<NetworkResource>();
  readonly virtualNetworkLinks = new Collection<NetworkPart>();
  readonly privateDnsRecords = new Collection<NetworkPart>();
  readonly publicAddresses = new Collection<NetworkResource>();
  readonly policyDefinitions = new Collection<CustomPolicyDefinition>();
  readonly policySetDefinitions = new Collection<CustomPolicySetDefinition>();
  readonly policyAssignments = new Collection<PolicyAssignment>();
  readonly policyExemptions = new Collection<PolicyExemption>();

  readonly #removed = new Set<string>();

  constructor(directory: Directory) {
    this.directory = directory;
  }

  /** From now on, the lists of everything can be read as they were: `listAsOf` says when. */
  keepHistory(timeline: Timeline): void {
    for (const collection of this.#collections()) collection.keepHistory(timeline);
  }

  /** Whether anything bears this id. */
  exists(id: string): boolean {
    return this.#collections().some((collection) => collection.get(id) !== undefined);
  }

  /**
   * Puts what `changed` makes of a resource in its place, if there is one: for what no request can
   * set.
   */
  change(id: string, changed: <T extends { readonly id: string }>(resource: T) => T): void {
    for (const collection of this.#collections()) collection.change(id, changed);
  }

  /** Whether something bore this id once and bears it no more. */
  wasRemoved(id: string): boolean {
    return this.#removed.has(id.toLowerCase()) && !this.exists(id);
  }

  /** All resources below a scope that have a location: what Resource Manager keeps a list of. */
  trackedBelow(scope: string): readonly TrackedResource[] {
    return this.#collections()
      .flatMap((collection): readonly { readonly id: string }[] => collection.below(scope))
      .filter(isTracked);
  }

  /**
   * Removes a resource with everything below it and the identities that belonged to them; says what
   * went.
   */
  remove(id: string): readonly string[] {
    const gone = this.#collections()
      .flatMap((collection) => [collection.get(id), ...collection.below(id)])
      .filter((resource) => resource !== undefined)
      .map((resource) => resource.id);
    for (const goneId of gone) {
      this.#removed.add(goneId.toLowerCase());
      for (const collection of this.#collections()) collection.delete(goneId);
      this.workloads.delete(goneId);
      this.commandResults.deleteBelow(goneId);
      this.directory.removeOwnedBy(goneId);
    }
    return gone;
  }

  #collections() {
    return [
      this.subscriptions,
      this.resourceGroups,
      this.managedClusters,
      this.trustedAccessRoleBindings,
      this.extensions,
      this.backupVaults,
      this.backupInstances,
      this.backupSchedules,
      this.recoveryPoints,
      this.backupJobs,
      this.backupPolicies,
      this.storageAccounts,
      this.blobContainers,
      this.userAssignedIdentities,
      this.roleAssignments,
      this.customRoles,
      this.denyAssignments,
      this.disks,
      this.snapshots,
      this.managementLocks,
      this.virtualNetworks,
      this.subnets,
      this.networkSecurityGroups,
      this.securityRules,
      this.routeTables,
      this.routes,
      this.azureFirewalls,
      this.firewallPolicies,
      this.ruleCollectionGroups,
      this.privateEndpoints,
      this.privateDnsZoneGroups,
      this.privateDnsZones,
      this.virtualNetworkLinks,
      this.privateDnsRecords,
      this.publicAddresses,
      this.policyDefinitions,
      this.policySetDefinitions,
      this.policyAssignments,
      this.policyExemptions,
    ];
  }
}
