import { guidsThatGive, ROLES, type RoleName } from '../../azure/roles.ts';
import type { Holdings } from '../../model/azure.ts';
import type { Outcome } from '../../model/finding.ts';
import type { RoleGrantRemedy } from '../../model/remedy.ts';
import { isWithin, partsOf, type ResourceId } from '../../model/resource-id.ts';
import { missing, satisfied } from '../define-rule.ts';

/**
 * Whether an identity holds a role on a scope: the role itself or a higher one, granted there or above. Assignments with a
 * condition do not count, and neither do those of an earlier identity of the same resource: the principal decides.
 */
export function judgeRole(
  holdings: Holdings,
  wanted: { readonly role: RoleName; readonly scope: ResourceId; readonly holder: RoleGrantRemedy['holder'] },
): Outcome {
  const { role, scope, holder } = wanted;
  const giving = guidsThatGive(role);
  const held = holdings.assignments.find(
    (assignment) =>
      !assignment.hasCondition && giving.includes(assignment.roleDefinitionGuid) && isWithin(scope, assignment.scope),
  );
  const evidence = { principalId: holdings.principalId, scope, assignmentsSeen: holdings.assignments.length };
  if (held !== undefined) {
    return satisfied('Held', `The ${holder} holds ${role} on ${partsOf(scope).name}.`, {
      ...evidence,
      assignment: held.armId,
    });
  }
  return missing(
    'NotHeld',
    `The ${holder} does not hold ${role} on ${partsOf(scope).name}.`,
    { kind: 'roleGrant', scope, principalId: holdings.principalId, holder, role, roleDefinitionGuid: ROLES[role] },
    evidence,
  );
}
