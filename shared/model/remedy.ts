import type { PrincipalId } from './azure.ts';
import type { ParameterValues } from './policy.ts';
import type { DrillSubject, ProtectionRequest, RestoreRequest, Strategy } from './protection.ts';
import type { ClusterId, ResourceGroupId, ResourceId, StorageAccountId, VaultId } from './resource-id.ts';

/**
 * A desired state as plain data. Because it is data it can be shown, hashed, approved, recorded and
 * carried out later, by the remediator of its kind.
 */
export type Remedy =
  | ProviderRegistrationRemedy
  | BackupExtensionRemedy
  | ExtensionSettingsRemedy
  | TrustedAccessBindingRemedy
  | VaultIdentityRemedy
  | StorageDriversRemedy
  | StorageBypassRemedy
  | SecurityRuleRemedy
  | BlobContainerRemedy
  | SnapshotGroupRemedy
  | RoleGrantRemedy
  | PolicyExclusionRemedy
  | ClusterInspectionRemedy
  | BackupValidationRemedy
  | BackupPolicyRemedy
  | BackupInstanceRemedy
  | InstanceSyncRemedy
  | FirstBackupRemedy
  | RestoreValidationRemedy;

export type RemedyKind = Remedy['kind'];
export type RemedyOf<K extends RemedyKind> = Extract<Remedy, { readonly kind: K }>;

export interface ProviderRegistrationRemedy {
  readonly kind: 'providerRegistration';
  readonly subscriptionId: string;
  readonly namespace: string;
}

export interface BackupExtensionRemedy {
  readonly kind: 'backupExtension';
  readonly clusterId: ClusterId;
  readonly name: string;
  readonly settings: Readonly<Record<string, string>>;
}

/** Puts the settings of the installed extension right, and keeps those that are none of ours. */
export interface ExtensionSettingsRemedy {
  readonly kind: 'extensionSettings';
  readonly clusterId: ClusterId;
  readonly name: string;
  readonly settings: Readonly<Record<string, string>>;
}

/** The CSI disk driver and the snapshot controller on; nothing else of the cluster changes. */
export interface StorageDriversRemedy {
  readonly kind: 'storageDrivers';
  readonly clusterId: ClusterId;
}

/**
 * The services that Microsoft trusts may pass the storage account's firewall; its other rules stay.
 */
export interface StorageBypassRemedy {
  readonly kind: 'storageBypass';
  readonly accountId: StorageAccountId;
}

/**
 * One more rule in a network security group, by which a service tag is let in; its other rules
 * stay.
 */
export interface SecurityRuleRemedy {
  readonly kind: 'securityRule';
  readonly networkSecurityGroupId: ResourceId;
  readonly name: string;
  readonly priority: number;
  readonly serviceTag: string;
}

export interface BlobContainerRemedy {
  readonly kind: 'blobContainer';
  readonly accountId: StorageAccountId;
  readonly container: string;
}

export interface SnapshotGroupRemedy {
  readonly kind: 'snapshotGroup';
  readonly groupId: ResourceGroupId;
  readonly location: string;
}

export interface TrustedAccessBindingRemedy {
  readonly kind: 'trustedAccessBinding';
  readonly clusterId: ClusterId;
  readonly name: string;
  /** The vault's id as ARM spells it. */
  readonly sourceResourceId: string;
  readonly roles: readonly string[];
}

export interface VaultIdentityRemedy {
  readonly kind: 'vaultIdentity';
  readonly vaultId: VaultId;
  /** `SystemAssigned`, joined to what the vault has already. */
  readonly identityType: 'SystemAssigned' | 'SystemAssigned,UserAssigned';
  /** Kept as they are: a PATCH that leaves them out would take them away. */
  readonly userAssignedIdentityIds: readonly string[];
}

/** Takes a namespace out of what a policy reaches; the policy itself stays as strict as it is. */
export interface PolicyExclusionRemedy {
  readonly kind: 'policyExclusion';
  /** Of a subscription or below, as ARM spells it. */
  readonly assignmentId: string;
  /** The assignment's parameter that lists the excluded namespaces. */
  readonly parameter: string;
  /** The whole list as it was seen, with the namespace of the backup extension. */
  readonly namespaces: readonly string[];
  /**
   * All that the assignment sets: the Azure CLI replaces the parameters as a whole. Findings of
   * version 0.1.0 lack it.
   */
  readonly parameters?: ParameterValues;
}

export interface RoleGrantRemedy {
  readonly kind: 'roleGrant';
  readonly scope: ResourceId;
  readonly principalId: PrincipalId;
  /** Whose identity it is, for people. */
  readonly holder: 'vault' | 'cluster' | 'extension';
  /** The id of that resource. Remedies of versions before 0.2.0 lack it. */
  readonly holderId?: string;
  readonly role: string;
  readonly roleDefinitionGuid: string;
}

/**
 * An inspection of the cluster. It changes nothing that lasts, but it starts a pod, so it is done
 * and recorded like a change.
 */
export interface ClusterInspectionRemedy {
  readonly kind: 'clusterInspection';
  readonly clusterId: ClusterId;
}

/**
 * Asks Azure Backup whether it would protect the cluster. It writes nothing, and is recorded like a
 * change.
 */
export interface BackupValidationRemedy {
  readonly kind: 'backupValidation';
  readonly clusterId: ClusterId;
  readonly request: ProtectionRequest;
  /** Follows from everything that the answer depends on. */
  readonly basis: string;
}

/** One of the built-in policies; it is created only where no policy of that name exists. */
export interface BackupPolicyRemedy {
  readonly kind: 'backupPolicy';
  readonly vaultId: VaultId;
  readonly name: string;
  readonly strategy: Strategy;
}

/** Protects the cluster by a backup instance. */
export interface BackupInstanceRemedy {
  readonly kind: 'backupInstance';
  readonly clusterId: ClusterId;
  readonly name: string;
  readonly friendlyName: string;
  readonly request: ProtectionRequest;
}

/** Lets Azure Backup check an instance again whose error has lost its cause. */
export interface InstanceSyncRemedy {
  readonly kind: 'instanceSync';
  readonly clusterId: ClusterId;
  readonly vaultId: VaultId;
  readonly name: string;
}

/** One backup on demand, followed to its end. */
export interface FirstBackupRemedy {
  readonly kind: 'firstBackup';
  readonly clusterId: ClusterId;
  readonly vaultId: VaultId;
  readonly name: string;
  /** The rule of the policy that the backup runs under. */
  readonly ruleName: string;
}

/** Asks Azure Backup whether it would restore a recovery point. It writes nothing. */
export interface RestoreValidationRemedy {
  readonly kind: 'restoreValidation';
  readonly clusterId: ClusterId;
  readonly request: RestoreRequest;
  readonly subject: DrillSubject;
  /** Follows from everything that the answer depends on, but for the recovery point. */
  readonly basis: string;
}
