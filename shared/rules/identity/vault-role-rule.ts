import type { RoleName } from '../../azure/roles.ts';
import type { Cluster } from '../../model/azure.ts';
import type { Profile } from '../../model/profile.ts';
import type { ResourceId } from '../../model/resource-id.ts';
import type { RuleId } from '../../model/rule-id.ts';
import { type AnyRule, blocked, defineRule, notApplicable } from '../define-rule.ts';
import { VAULT_IDENTITY } from '../rule-ids.ts';
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

const PLACES = {
  cluster: { words: 'the cluster', scopeOf: (cluster: Cluster): ResourceId => cluster.id },
  snapshotGroup: {
    words: 'the snapshot group',
    scopeOf: (_: Cluster, profile: Profile): ResourceId => profile.snapshotGroupId,
  },
  storageAccount: {
    words: 'the storage account',
    scopeOf: (_: Cluster, profile: Profile): ResourceId => profile.storage.accountId,
  },
} as const;

/** The rule that the vault's identity holds this role. */
export function vaultRoleRule({ role, on, vaultTierOnly, ...about }: VaultRole): AnyRule {
  const { words, scopeOf } = PLACES[on];
  return defineRule({
    ...about,
    title: `The vault holds ${role} on ${words}`,
    failureTitle: `The vault does not hold ${role} on ${words}`,
    severity: 'required',
    docs: 'https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-backup-concept#required-roles-and-permissions',
    fix: 'roleGrant',
    needs: ['cluster', 'vaultHoldings'],

    evaluate({ cluster, vaultHoldings }, profile) {
      if (vaultTierOnly && profile.tier === 'operational') {
        return notApplicable('OperationalTier', 'Backups of this profile stay snapshots.');
      }
      if (vaultHoldings === 'absent') return blocked(VAULT_IDENTITY, 'The vault has no identity to grant the role to.');
      return judgeRole(vaultHoldings, { role, scope: scopeOf(cluster, profile), holder: 'vault' });
    },
  });
}
