import type { Cluster } from '../../model/azure.ts';
import type { FactValues } from '../../model/fact.ts';
import type { Outcome } from '../../model/finding.ts';
import type { Profile } from '../../model/profile.ts';
import type { ResourceId } from '../../model/resource-id.ts';
import type { RoleName } from '../../model/roles.ts';
import type { RuleId } from '../../model/rule-id.ts';
import { type AnyRule, blocked, defineRule, notApplicable } from '../define-rule.ts';
import { NEVER_ACCEPTED } from '../never-accepted.ts';
import { SNAPSHOT_GROUP, STAGING_ACCOUNT, STAGING_GROUP, STORAGE_ACCOUNT, VAULT_IDENTITY } from '../rule-ids.ts';
import { grantByHand } from './grant-by-hand.ts';
import { judgeRole } from './judge-role.ts';

/** One row of Microsoft's table of roles that is assigned to the Backup vault. */
export interface VaultRole {
  readonly id: RuleId;
  readonly slug: string;
  readonly role: RoleName;
  readonly on: keyof typeof PLACES;
  readonly why: string;
  readonly serviceErrors: readonly string[];
  /** Needed only where backups move on into the vault. */
  readonly vaultTierOnly: boolean;
}

type Seen = Partial<Pick<FactValues, 'snapshotGroup' | 'storageAccount' | 'stagingGroup' | 'stagingAccount'>>;

interface Place {
  /**
   * Read for rules on this place alone: what Backstay may not read must not make others unknown.
   */
  readonly need?: 'stagingGroup' | 'stagingAccount';
  readonly words: string;
  /** On the rule's page, where a finding has the id. */
  readonly placeholder: string;
  scopeOf(cluster: Cluster, profile: Profile): ResourceId | undefined;
  /** Said while there is nothing yet to grant the role on. */
  notThere?(seen: Seen): Outcome | undefined;
}

const PLACES = {
  cluster: { words: 'the cluster', placeholder: 'CLUSTER-ID', scopeOf: (cluster) => cluster.id },
  snapshotGroup: {
    words: 'the snapshot group',
    placeholder: 'SNAPSHOT-GROUP-ID',
    scopeOf: (_, profile) => profile.snapshotGroupId,
    notThere: ({ snapshotGroup }) =>
      snapshotGroup === 'absent' ? blocked(SNAPSHOT_GROUP, 'There is no snapshot group yet.') : undefined,
  },
  storageAccount: {
    words: 'the storage account',
    placeholder: 'STORAGE-ACCOUNT-ID',
    scopeOf: (_, profile) => profile.storage.accountId,
    notThere: ({ storageAccount }) =>
      storageAccount === 'absent' ? blocked(STORAGE_ACCOUNT, 'There is no storage account yet.') : undefined,
  },
  stagingGroup: {
    words: 'the staging group',
    placeholder: 'STAGING-GROUP-ID',
    need: 'stagingGroup',
    scopeOf: (_, { staging }) => staging?.groupId,
    notThere: ({ stagingGroup }) =>
      stagingGroup === 'absent' ? blocked(STAGING_GROUP, 'There is no staging group yet.') : undefined,
  },
  stagingAccount: {
    words: 'the staging account',
    placeholder: 'STAGING-ACCOUNT-ID',
    need: 'stagingAccount',
    scopeOf: (_, { staging }) => staging?.accountId,
    notThere: ({ stagingAccount }) =>
      stagingAccount === 'absent' ? blocked(STAGING_ACCOUNT, 'There is no staging account yet.') : undefined,
  },
} as const satisfies Readonly<Record<string, Place>>;

/** The rule that the vault's identity holds this role. */
export function vaultRoleRule({ role, on, vaultTierOnly, ...about }: VaultRole): AnyRule {
  const { words, placeholder, need, scopeOf, notThere }: Place = PLACES[on];
  return defineRule({
    ...about,
    title: `The vault holds ${role} on ${words}`,
    failureTitle: `The vault does not hold ${role} on ${words}`,
    severity: 'required',
    // Those of the vault tier move backups into the vault; restores have staging roles instead.
    ...(vaultTierOnly && { forBackupsOnly: true }),
    neverAccepted: NEVER_ACCEPTED.identity,
    docs: 'https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-backup-concept#required-roles-and-permissions',
    fix: 'roleGrant',
    byHand: grantByHand(role, 'vault', placeholder),
    needs: ['cluster', 'vaultHoldings', 'snapshotGroup', 'storageAccount', ...(need === undefined ? [] : [need])],

    evaluate({ cluster, vaultHoldings, ...seen }, profile) {
      if (vaultTierOnly && profile.tier === 'operational') {
        return notApplicable('OperationalTier', 'Backups of this profile stay snapshots.');
      }
      const scope = scopeOf(cluster, profile);
      if (scope === undefined) return notApplicable('NoStaging', 'The profile names no staging for restores.');
      if (vaultHoldings === 'absent') return blocked(VAULT_IDENTITY, 'The vault has no identity to grant the role to.');
      return notThere?.(seen) ?? judgeRole(vaultHoldings, { role, scope, holder: 'vault', holderId: profile.vaultId });
    },
  });
}
