import type { ProfileAcceptance } from './acceptance.ts';
import type { PrincipalId } from './azure.ts';
import type { Channel } from './outbox.ts';
import type { ProtectionPlan } from './protection.ts';
import type { RemedyKind } from './remedy.ts';
import type { ClusterId, ResourceGroupId, ResourceId, StorageAccountId, VaultId } from './resource-id.ts';

/**
 * Decisions of operators alone: which clusters are protected, where their backups go and what may
 * be changed for it. Never taken from tags, events or requests: a user who may tag a cluster may
 * not choose who reads its backups.
 */
export interface Profile {
  readonly name: string;
  /** The profile of the operators' file that the deployment expanded this one from. */
  readonly expandedFrom?: string;
  readonly selector: ClusterSelector;
  readonly vaultId: VaultId;
  readonly storage: { readonly accountId: StorageAccountId; readonly container: string };
  readonly snapshotGroupId: ResourceGroupId;
  /** Where restores from the vault are staged; named only by profiles that restore from there. */
  readonly staging?: { readonly groupId: ResourceGroupId; readonly accountId: StorageAccountId };
  /** Object ids of the people and groups who are to run backups and restores. */
  readonly operators: readonly PrincipalId[];
  /**
   * Its clusters are not backed up: backups of other clusters are restored to them. Left out where
   * the profile backs its clusters up.
   */
  readonly purpose?: 'restoreTarget';
  /** Backups that move on to the vault need three roles more than those that stay as snapshots. */
  readonly tier: 'operational' | 'vault';
  readonly mode: Mode;
  /** The kinds of remedy that Backstay may carry out; all others are left to people. */
  readonly allow: readonly RemedyKind[];
  /** Of these, the kinds that wait until a person has approved them. */
  readonly approve: readonly RemedyKind[];
  /** Findings that operators accept as they are, for a time. */
  readonly accept?: readonly ProfileAcceptance[];
  /**
   * Whether Backstay may look inside the clusters by run-command, which acts with the rights of a
   * cluster's administrator.
   */
  readonly inspectCluster: boolean;
  /** How the clusters are to be protected; without it Backstay ends at Ready. */
  readonly protection?: ProtectionPlan;
  /** Whether Azure Backup has to confirm a cluster before it is Ready. */
  readonly confirm: 'service' | 'rules';
  /**
   * Once a month Azure Backup validates a restore of the latest recovery point: to this cluster, or
   * to the one that was backed up.
   */
  readonly restoreDrill?: { readonly clusterId?: ClusterId };
  /** A cluster that was ready for so many days and is not protected is a finding. */
  readonly unprotectedAfterDays?: number;
  /**
   * Where people hear of its clusters, all channels that are configured when left out; and who is
   * mentioned where people have to act.
   */
  readonly notify?: { readonly channels?: readonly Channel[]; readonly mentions: readonly Mention[] };
}

/** A person that Teams mentions: `id` is the object id in Entra or the user principal name. */
export interface Mention {
  readonly name: string;
  readonly id: string;
}

/** `observe` reads, records and notifies; `enforce` also acts. */
export type Mode = 'observe' | 'enforce';

/**
 * Which clusters a profile is for. A part that is left out selects all; `clusters` names single
 * ones.
 */
export interface ClusterSelector {
  readonly subscriptions: readonly string[];
  /** The subscriptions are those that these had at the deployment. */
  readonly managementGroups?: readonly string[];
  readonly resourceGroups?: readonly string[];
  readonly clusters?: readonly ClusterId[];
  /** Regions by their names in ARM, such as `westeurope`. */
  readonly locations?: readonly string[];
  /** Tags that a cluster must have: their names in lower case, each with the values that count. */
  readonly tags?: Readonly<Record<string, readonly string[]>>;
  /** Clusters that are left out of those that the other parts select. */
  readonly exclude?: { readonly resourceGroups?: readonly string[]; readonly clusters?: readonly ClusterId[] };
}

/** The resources that a profile names, which all of its targets share. */
export function resourcesOf({ vaultId, storage, snapshotGroupId, staging }: Profile): readonly ResourceId[] {
  const stagingIds = staging === undefined ? [] : [staging.groupId, staging.accountId];
  return [vaultId, storage.accountId, snapshotGroupId, ...stagingIds];
}
