import type { Holdings } from '../../model/azure.ts';
import type { Outcome } from '../../model/finding.ts';
import type { RoleGrantRemedy } from '../../model/remedy.ts';
import { isWithin, partsOf, type ResourceId } from '../../model/resource-id.ts';
import { guidsThatGive, ROLES, type RoleName } from '../../model/roles.ts';
import { manual, missing, satisfied } from '../define-rule.ts';
import { assignmentOf, CONDITION_IN_THE_WAY, conditionInTheWay, stepsForCondition } from './conditional-grant.ts';

export interface WantedRole {
  readonly role: RoleName;
  readonly scope: ResourceId;
  readonly holder: RoleGrantRemedy['holder'];
  /** The id of the resource whose identity it is. */
  readonly holderId: string | undefined;
  /** A role that older instructions gave in its place, and that is no longer enough. */
  readonly legacy?: RoleName;
}

/**
 * Whether an identity holds a role on a scope: the role itself or a higher one, granted there or
 * above. Assignments with a condition prove nothing, and the one that Azure would keep in place of
 * ours is for a person to decide on. Neither do those of an earlier identity of the same resource
 * count: the principal decides.
 */
export function judgeRole(holdings: Holdings, wanted: WantedRole): Outcome {
  const { role, scope, holder, holderId, legacy } = wanted;
  const held = findHeld(holdings, guidsThatGive(role), scope);
  const evidence = { principalId: holdings.principalId, scope, assignmentsSeen: holdings.assignments.length };
  if (held !== undefined) {
    return satisfied('RoleAssignmentPresent', `The ${holder} holds ${role} on ${partsOf(scope).name}.`, {
      ...evidence,
      assignment: held.armId,
    });
  }
  const grant = { scope, principalId: holdings.principalId, roleDefinitionGuid: ROLES[role] };
  const inTheWay = assignmentOf(grant, holdings.assignments);
  if (inTheWay !== undefined) {
    return manual(CONDITION_IN_THE_WAY, conditionInTheWay(role, inTheWay), stepsForCondition(inTheWay), {
      ...evidence,
      assignment: inTheWay.armId,
    });
  }
  const old = legacy === undefined ? undefined : findHeld(holdings, [ROLES[legacy]], scope);
  return missing(
    old === undefined ? 'RoleAssignmentMissing' : 'OnlyLegacyRole',
    old === undefined
      ? `The ${holder} does not hold ${role} on ${partsOf(scope).name}.`
      : `The ${holder} holds only ${legacy} on ${partsOf(scope).name}, which once was enough; now it is ${role}.`,
    { kind: 'roleGrant', ...grant, holder, ...(holderId !== undefined && { holderId }), role },
    { ...evidence, ...(old !== undefined && { legacyAssignment: old.armId }) },
  );
}

function findHeld({ assignments }: Holdings, guids: readonly string[], scope: ResourceId) {
  return assignments.find(
    (assignment) =>
      !assignment.hasCondition && guids.includes(assignment.roleDefinitionGuid) && isWithin(scope, assignment.scope),
  );
}
