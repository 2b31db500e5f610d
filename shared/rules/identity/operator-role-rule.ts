import type { Cluster } from '../../model/azure.ts';
import type { Profile } from '../../model/profile.ts';
import { isWithin, parseResourceId, partsOf, type ResourceId } from '../../model/resource-id.ts';
import { guidsThatGive, type RoleName } from '../../model/roles.ts';
import type { RuleId } from '../../model/rule-id.ts';
import { az } from '../../steps/az.ts';
import { type AnyRule, defineRule, manual, notApplicable, satisfied } from '../define-rule.ts';

/** One row of Microsoft's table of the roles that a person needs. */
export interface OperatorRole {
  readonly id: RuleId;
  readonly slug: string;
  readonly role: RoleName;
  readonly on: keyof typeof PLACES;
  readonly why: string;
}

const PLACES = {
  cluster: { words: 'the cluster', scopeOf: (cluster: Cluster): ResourceId | undefined => cluster.id },
  vaultGroup: {
    words: "the vault's resource group",
    scopeOf: (_: Cluster, { vaultId }: Profile) => groupOf(vaultId),
  },
  storageAccount: { words: 'the storage account', scopeOf: (_: Cluster, { storage }: Profile) => storage.accountId },
  snapshotGroup: {
    words: 'the snapshot group',
    scopeOf: (_: Cluster, { snapshotGroupId }: Profile) => snapshotGroupId,
  },
} as const;

/**
 * The rule that everyone under `operators` holds this role. Roles of people are never granted by
 * Backstay.
 */
export function operatorRoleRule({ role, on, ...about }: OperatorRole): AnyRule {
  const { words, scopeOf } = PLACES[on];
  return defineRule({
    ...about,
    title: `Operators hold ${role} on ${words}`,
    failureTitle: `An operator does not hold ${role} on ${words}`,
    severity: 'recommended',
    docs: 'https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-backup-concept#required-roles-and-permissions',
    serviceErrors: ['LinkedAuthorizationFailed'],
    fix: 'person',
    byHand: [
      az('role assignment create', { subscription: 'SUBSCRIPTION', assignee: 'OBJECT-ID', role, scope: 'SCOPE' }),
    ],
    needs: ['cluster', 'operatorHoldings'],

    evaluate({ cluster, operatorHoldings }, profile) {
      const scope = scopeOf(cluster, profile);
      if (scope === undefined || operatorHoldings.length === 0) {
        return notApplicable('NoOperators', 'The profile names no operators.');
      }
      const giving = guidsThatGive(role);
      const lacking = operatorHoldings.filter(
        ({ assignments }) =>
          !assignments.some(
            (held) => !held.hasCondition && giving.includes(held.roleDefinitionGuid) && isWithin(scope, held.scope),
          ),
      );
      const evidence = { scope, lacking: lacking.map(({ principalId }) => principalId) };
      if (lacking.length === 0) {
        return satisfied(
          'RoleAssignmentPresent',
          `All ${operatorHoldings.length} operators hold ${role} on ${words}.`,
          evidence,
        );
      }
      return manual(
        'RoleAssignmentMissing',
        `${lacking.length} of ${operatorHoldings.length} operators lack ${role} on ${partsOf(scope).name}.`,
        lacking.map(({ principalId: assignee }) =>
          az('role assignment create', { subscription: partsOf(scope).subscriptionId, assignee, role, scope }),
        ),
        evidence,
      );
    },
  });
}

function groupOf(id: ResourceId): ResourceId | undefined {
  const { subscriptionId, resourceGroup } = partsOf(id);
  return parseResourceId(`/subscriptions/${subscriptionId}/resourcegroups/${resourceGroup}`);
}
