import type { PrincipalId, RoleAssignment } from '../../model/azure.ts';
import { partsOf, type ResourceId } from '../../model/resource-id.ts';
import type { Step } from '../../model/step.ts';
import { az } from '../../steps/az.ts';
import { decision, note } from '../../steps/step.ts';

/** The reason of a finding, and the code of a failure. */
export const CONDITION_IN_THE_WAY = 'ConditionalAssignment';

export interface Grant {
  readonly scope: ResourceId;
  readonly principalId: PrincipalId;
  readonly roleDefinitionGuid: string;
}

/**
 * The assignment of this very role to this very identity at this very scope: Azure keeps at most
 * one, under any name.
 */
export function assignmentOf(
  { scope, principalId, roleDefinitionGuid }: Grant,
  assignments: readonly RoleAssignment[],
): RoleAssignment | undefined {
  return assignments.find(
    (each) =>
      each.scope === scope &&
      each.principalId === principalId.toLowerCase() &&
      each.roleDefinitionGuid === roleDefinitionGuid.toLowerCase(),
  );
}

/**
 * https://learn.microsoft.com/azure/role-based-access-control/conditions-role-assignments-rest#edit-a-condition
 */
export function conditionInTheWay(role: string, { armId }: Pick<RoleAssignment, 'armId'>): string {
  return `Role assignment ${armId} gives ${role} only under a condition. Backstay cannot check whether the condition allows backups, and Azure keeps no second assignment beside it.`;
}

/** A condition is a person's decision: Backstay neither changes nor replaces it. */
export function stepsForCondition({ armId, scope }: Pick<RoleAssignment, 'armId' | 'scope'>): readonly Step[] {
  const subscription = partsOf(scope).subscriptionId;
  return [
    note('See what the condition allows:'),
    az('rest', { subscription, method: 'get', url: `${armId}?api-version=2022-04-01` }),
    decision(
      'Remove the condition in the portal: Access control (IAM) of the resource, Role assignments, Condition. Or delete the assignment, and Backstay grants the role without a condition:',
      'ownerChooses',
    ),
    az('role assignment delete', { subscription, ids: armId }),
  ];
}
