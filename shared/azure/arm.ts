import type { Trace } from '../model/action.ts';
import type {
  BackupExtension,
  BackupVault,
  Cluster,
  PrincipalId,
  ProviderRegistration,
  RoleAssignment,
  StorageAccount,
  TrustedAccessRoleBinding,
} from '../model/azure.ts';
import type { Failure } from '../model/failure.ts';
import type {
  BackupExtensionRemedy,
  RoleGrantRemedy,
  TrustedAccessBindingRemedy,
  VaultIdentityRemedy,
} from '../model/remedy.ts';
import type { ClusterId, ResourceId, StorageAccountId, VaultId } from '../model/resource-id.ts';

/** An answer of ARM. Expected trouble is a value; only a bug throws. */
export type ArmResult<T> =
  | { readonly ok: true; readonly value: T; readonly trace: Trace }
  | { readonly ok: false; readonly failure: Failure; readonly trace: Trace };

/** A write that ARM has carried out (`done`) or taken on as a long operation. */
export type Written = { readonly done: true } | Accepted;

export interface Accepted {
  readonly done: false;
  /** From `Azure-AsyncOperation` or `Location`; `undefined` where only the resource tells. */
  readonly operationUrl: string | undefined;
  readonly retryAfterSeconds: number | undefined;
}

export type OperationState =
  | { readonly state: 'running'; readonly retryAfterSeconds: number | undefined }
  | { readonly state: 'succeeded' }
  | { readonly state: 'failed'; readonly failure: Failure };

/** What became of a command that was run inside a cluster. */
export type CommandResult =
  | { readonly state: 'running' }
  | { readonly state: 'ended'; readonly exitCode: number | undefined; readonly logs: string }
  /** It was not run, or not to its end. */
  | { readonly state: 'failed'; readonly reason: string };

/** All reads of Azure that Backstay makes. */
export interface ArmReader {
  getCluster(id: ClusterId): Promise<ArmResult<Cluster>>;
  listClusters(subscriptionId: string): Promise<ArmResult<readonly Cluster[]>>;
  getProvider(subscriptionId: string, namespace: string): Promise<ArmResult<ProviderRegistration>>;
  /** The extensions of type `microsoft.dataprotection.kubernetes`. */
  listBackupExtensions(clusterId: ClusterId): Promise<ArmResult<readonly BackupExtension[]>>;
  listTrustedAccessRoleBindings(clusterId: ClusterId): Promise<ArmResult<readonly TrustedAccessRoleBinding[]>>;
  getTrustedAccessRoleBinding(clusterId: ClusterId, name: string): Promise<ArmResult<TrustedAccessRoleBinding>>;
  getVault(id: VaultId): Promise<ArmResult<BackupVault>>;
  getStorageAccount(id: StorageAccountId): Promise<ArmResult<StorageAccount>>;
  /** Assignments of the principal, and of the groups it is in, at, above and below the subscription. */
  listRoleAssignments(subscriptionId: string, principalId: PrincipalId): Promise<ArmResult<readonly RoleAssignment[]>>;
  getRoleAssignment(scope: ResourceId, name: string): Promise<ArmResult<RoleAssignment>>;
  /** Asks a long operation for its state. Refuses addresses that are not this cloud's Resource Manager. */
  getOperation(operationUrl: string): Promise<ArmResult<OperationState>>;
  /** Asks for the outcome of a command; refuses foreign addresses as well. */
  getCommandResult(resultUrl: string): Promise<ArmResult<CommandResult>>;
}

/** All writes. Only `remediate/` is given these. */
export interface ArmWriter {
  registerProvider(subscriptionId: string, namespace: string): Promise<ArmResult<ProviderRegistration>>;
  putBackupExtension(wanted: BackupExtensionRemedy): Promise<ArmResult<Written>>;
  putTrustedAccessRoleBinding(wanted: TrustedAccessBindingRemedy): Promise<ArmResult<Written>>;
  patchVaultIdentity(wanted: VaultIdentityRemedy): Promise<ArmResult<Written>>;
  /** `description` is what people read beside the assignment in the portal. */
  putRoleAssignment(name: string, wanted: RoleGrantRemedy, description: string): Promise<ArmResult<RoleAssignment>>;
  /** Runs a command inside the cluster; its outcome stands at `operationUrl`. */
  runCommand(clusterId: ClusterId, command: string): Promise<ArmResult<Accepted>>;
}

export type Arm = ArmReader & ArmWriter;
