import { guidsThatGive, ROLES, type RoleName } from '../../azure/roles.ts';
import type { Holdings } from '../../model/azure.ts';
import type { Outcome } from '../../model/finding.ts';
import type { RoleGrantRemedy } from '../../model/remedy.ts';
import { isWithin, partsOf, type ResourceId } from '../../model/resource-id.ts';
import { missing, satisfied } from '../define-rule.ts';

export interface WantedRole {
  readonly role: RoleName;
  readonly scope: ResourceId;
  readonly holder: RoleGrantRemedy['holder'];
  /** A role that older instructions gave in its place, and that is no longer enough. */
  readonly legacy?: RoleName;
}

/**
 * Whether an identity holds a role on a scope: the role itself or a higher one, granted there or above. Assignments with a
 * condition do not count, and neither do those of an earlier identity of the same resource: the principal decides.
 */
export function judgeRole(holdings: Holdings, wanted: WantedRole): Outcome {
  const { role, scope, holder, legacy } = wanted;
  const held = findHeld(holdings, guidsThatGive(role), scope);
  const evidence = { principalId: holdings.principalId, scope, assignmentsSeen: holdings.assignments.length };
  if (held !== undefined) {
    return satisfied('Held', `The ${holder} holds ${role} on ${partsOf(scope).name}.`, {
      ...evidence,
      assignment: held.armId,
    });
  }
  const old = legacy === undefined ? undefined : findHeld(holdings, [ROLES[legacy]], scope);
  return missing(
    old === undefined ? 'NotHeld' : 'OnlyLegacyRole',
    old === undefined
      ? `The ${holder} does not hold ${role} on ${partsOf(scope).name}.`
      : `The ${holder} holds only ${legacy} on ${partsOf(scope).name}, which once was enough; now it is ${role}.`,
    { kind: 'roleGrant', scope, principalId: holdings.principalId, holder, role, roleDefinitionGuid: ROLES[role] },
    { ...evidence, ...(old !== undefined && { legacyAssignment: old.armId }) },
  );
}

function findHeld({ assignments }: Holdings, guids: readonly string[], scope: ResourceId) {
  return assignments.find(
    (assignment) =>
      !assignment.hasCondition && guids.includes(assignment.roleDefinitionGuid) && isWithin(scope, assignment.scope),
  );
}
