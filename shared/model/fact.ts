import type {
  BackupExtension,
  BackupVault,
  Cluster,
  Holdings,
  ProviderRegistration,
  StorageAccount,
  TrustedAccessRoleBinding,
} from './azure.ts';
import type { Failure } from './failure.ts';
import type { Inspection } from './inspection.ts';

/** Where a fact comes from. */
export interface Source {
  /** Method and path of the call, such as `GET /subscriptions/…`. */
  readonly call: string;
  /** When it was answered, ISO 8601. */
  readonly at: string;
}

/** One thing that was read. "There is none" is a known value; a read that failed is `unknown`, never "there is none". */
export type Fact<T> =
  | { readonly state: 'known'; readonly value: T; readonly sources: readonly Source[] }
  | { readonly state: 'unknown'; readonly failure: Failure; readonly sources: readonly Source[] };

export type Absent = 'absent';

/** Everything that rules may ask for, by the name they ask with. */
export interface FactValues {
  readonly cluster: Cluster;
  readonly kubernetesConfigurationProvider: ProviderRegistration;
  /** All extensions of type `microsoft.dataprotection.kubernetes`, whatever their names. */
  readonly backupExtensions: readonly BackupExtension[];
  readonly trustedAccessRoleBindings: readonly TrustedAccessRoleBinding[];
  readonly vault: BackupVault | Absent;
  readonly storageAccount: StorageAccount | Absent;
  /** `absent` while there is no such identity. */
  readonly vaultHoldings: Holdings | Absent;
  readonly clusterHoldings: Holdings | Absent;
  readonly extensionHoldings: Holdings | Absent;
  /** The last look inside the cluster. */
  readonly inspection: Inspection;
  /** The same, but only where the cluster has pod identity: what makes no difference is not looked for. */
  readonly podIdentityInspection: Inspection | 'notNeeded';
}

export type Need = keyof FactValues;

/** What was read in one look: only what the rules at hand need. */
export type FactSet = { readonly [N in Need]?: Fact<FactValues[N]> };
