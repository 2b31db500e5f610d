import { MAX_ROLE_ASSIGNMENTS, ROLE_ASSIGNMENTS_TO_WARN } from '../../model/limits.ts';
import type { Step } from '../../model/step.ts';
import { az } from '../../steps/az.ts';
import { decision, note } from '../../steps/step.ts';
import { defineRule, manual, satisfied } from '../define-rule.ts';
import { ROLE_ASSIGNMENTS_LEFT } from '../rule-ids.ts';

/**
 * Recommended: no backup fails on a full subscription as such. A backup fails on the role that then
 * cannot be granted, and each role has a required rule. Clusters that hold their roles stay ready.
 */
export const roleAssignmentsLeft = defineRule({
  id: ROLE_ASSIGNMENTS_LEFT,
  slug: 'role-assignments-left',
  title: 'Each subscription has room for more role assignments',
  failureTitle: 'A subscription is running out of role assignments',
  why: 'Azure allows 4,000 role assignments in one subscription and refuses every further one, so no other cluster there can get the roles for its backups.',
  severity: 'recommended',
  docs: 'https://learn.microsoft.com/azure/role-based-access-control/troubleshoot-limits',
  serviceErrors: ['RoleAssignmentLimitExceeded'],
  fix: 'person',
  byHand: stepsFor('SUBSCRIPTION'),
  needs: ['roleAssignmentCounts'],

  evaluate({ roleAssignmentCounts }) {
    const [fullest] = roleAssignmentCounts.toSorted((one, other) => other.assignments - one.assignments);
    const { subscriptionId, assignments } = fullest ?? { subscriptionId: '', assignments: 0 };
    const evidence = {
      limit: MAX_ROLE_ASSIGNMENTS,
      assignments: roleAssignmentCounts.map((each) => `${each.assignments} in subscription ${each.subscriptionId}`),
    };
    const count = `Subscription ${subscriptionId} has ${assignments} of the ${MAX_ROLE_ASSIGNMENTS} role assignments that Azure allows`;
    if (assignments >= MAX_ROLE_ASSIGNMENTS) {
      return manual(
        'RoleAssignmentLimitReached',
        `${count}. Azure refuses each new one, so Backstay sends no grant.`,
        stepsFor(subscriptionId),
        evidence,
      );
    }
    if (assignments >= ROLE_ASSIGNMENTS_TO_WARN) {
      return manual('RoleAssignmentsRunningOut', `${count}.`, stepsFor(subscriptionId), evidence);
    }
    return satisfied('RoleAssignmentsLeft', `${count}.`, evidence);
  },
});

function stepsFor(subscription: string): readonly Step[] {
  return [
    note('List the role assignments whose principal no longer exists. They count too:'),
    az('role assignment list', {
      subscription,
      all: true,
      query: "[?principalName==''].{role: roleDefinitionName, scope: scope, id: id}",
      output: 'table',
    }),
    decision('Delete these. Replace role assignments of single users by one of a group.', 'othersRelyOnIt'),
    decision(
      'Put new clusters into another subscription, with a separate profile, vault, storage account and snapshot group: docs/scale.md says how to divide a fleet.',
      'ownerChooses',
    ),
  ];
}
