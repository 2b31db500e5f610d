import type { VaultId } from './resource-id.ts';
import type { RuleId } from './rule-id.ts';

/** A refusal of Azure Backup, as its long operations, instances and jobs return it. */
export interface ServiceRefusal {
  /** Decides what is done about it; its message does not. */
  readonly code: string;
  readonly message: string | undefined;
  /** The innermost text: it names the cause also where the message does not. */
  readonly detail: string | undefined;
  readonly recommendedActions: readonly string[];
}

/** The end of a validation, or that it still runs. */
export type ValidationState =
  | { readonly state: 'running' }
  | { readonly state: 'confirmed' }
  | { readonly state: 'refused'; readonly refusal: ServiceRefusal };

/** A backup that was started on demand, followed to its end. */
export type BackupRun =
  | { readonly state: 'running' }
  | { readonly state: 'completed'; readonly jobId: string | undefined }
  | { readonly state: 'failed'; readonly refusal: ServiceRefusal };

/** A backup policy of a vault. */
export interface BackupPolicy {
  readonly armId: string;
  readonly name: string;
  /** `Microsoft.ContainerService/managedClusters`, `Microsoft.Compute/disks` … */
  readonly datasourceTypes: readonly string[];
  /** Where its backups go: `OperationalStore`, `VaultStore` … */
  readonly stores: readonly string[];
  /** The rules that schedule backups, such as `BackupDaily`. */
  readonly backupRules: readonly string[];
}

/** How a cluster is to be protected. */
export interface ProtectionPlan {
  readonly policy: { readonly name: string; readonly strategy?: Strategy | undefined };
  /** All namespaces when empty. */
  readonly includedNamespaces: readonly string[];
  readonly excludedNamespaces: readonly string[];
  readonly clusterScopedResources: boolean;
  readonly snapshotVolumes: boolean;
  readonly hooks: readonly { readonly name: string; readonly namespace: string }[];
  /** Whether the first backup is started at once and followed to its end. */
  readonly firstBackup: boolean;
}

/**
 * Policies that Backstay can create, by the names that `az dataprotection enable-backup` has for
 * them.
 */
export const STRATEGIES = ['week', 'month', 'disasterRecovery'] as const;

export type Strategy = (typeof STRATEGIES)[number];

/** The content of a request to validate or protect a cluster. */
export interface ProtectionRequest {
  readonly vaultId: VaultId;
  readonly policyId: string;
  /** As ARM spells it. */
  readonly clusterArmId: string;
  readonly clusterLocation: string;
  readonly snapshotGroupId: string;
  readonly includedNamespaces: readonly string[];
  readonly excludedNamespaces: readonly string[];
  readonly clusterScopedResources: boolean;
  readonly snapshotVolumes: boolean;
  readonly hooks: ProtectionPlan['hooks'];
}

/** Where a recovery point is restored from: snapshots, or the vault. */
export type RestoreStore = 'OperationalStore' | 'VaultStore';

/** The content of a request to validate a restore. */
export interface RestoreRequest {
  readonly vaultId: VaultId;
  /** Name of the backup instance. */
  readonly instance: string;
  readonly recoveryPointId: string;
  readonly store: RestoreStore;
  /** The cluster that it would be restored to, as ARM spells its id. */
  readonly targetArmId: string;
  readonly targetLocation: string;
  /** For a restore from the vault only. */
  readonly staging?: { readonly groupId: string; readonly accountId: string };
}

/** The last word of Azure Backup on a cluster, as a validation came to it. */
export type ServiceWord = {
  readonly confirmed: boolean;
  /** Follows from everything that was validated: another one makes this word void. */
  readonly basis: string;
  readonly code?: string;
  readonly message?: string;
  readonly detail?: string;
  readonly recommendedActions?: readonly string[];
};

/**
 * As rules see it: not asked, time to ask, an instance that stayed in error when Azure Backup
 * checked it again, or its answer.
 */
export type Confirmation =
  | 'off'
  | 'due'
  | 'synced'
  | (ServiceWord & {
      /** ISO 8601. */
      readonly at: string;
      /** The refusal is of a kind that passes by itself, and has not lasted too long. */
      readonly mayPass: boolean;
    });

/** Recovery point and target of a restore drill. */
export interface DrillSubject {
  /** Time of the recovery point, ISO 8601. */
  readonly recoveryPoint: string;
  /** The cluster that it would be restored to, as ARM spells its id. */
  readonly target: string;
  readonly store: RestoreStore;
}

/** As rules see the last restore drill: none is made, it is time for one, or its answer. */
export type RestoreDrill =
  | 'off'
  | 'due'
  | (ServiceWord & DrillSubject & { /** ISO 8601. */ readonly at: string; readonly mayPass: boolean });

/**
 * Whether backups of a cluster are taken, worst first. `elsewhere`: by a vault that the profile
 * does not name. `restoreTarget`: none are wanted.
 */
export const PROTECTION_STATES = [
  'inError',
  'stopped',
  'unprotected',
  'inProgress',
  'notKnown',
  'elsewhere',
  'restoreTarget',
  'protected',
] as const;

export type ProtectionState = (typeof PROTECTION_STATES)[number];

/** The protection of a cluster, by its last findings. */
export interface ShownProtection {
  readonly state: ProtectionState;
  /** Ids, as ARM spells them. */
  readonly backupInstance?: string;
  readonly vault?: string;
  readonly policy?: string;
  /** The state of the instance, as Azure Backup names it. */
  readonly azureState?: string;
  /** ISO 8601: backups that failed leave no recovery point. */
  readonly latestRecoveryPoint?: string;
  /** The last validation of a restore. */
  readonly restoreDrill?: {
    readonly state: 'confirmed' | 'refused';
    /** ISO 8601. */
    readonly at: string;
    readonly recoveryPoint: string;
    readonly target: string;
    readonly code?: string;
  };
  readonly error?: {
    readonly code: string;
    readonly cause: string;
    /** The rules that explain it: those that are not satisfied, or all that should have seen it. */
    readonly rules: readonly RuleId[];
  };
}
