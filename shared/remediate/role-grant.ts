import { assignmentName } from '../changes/role-grant.ts';
import type { ActionResult } from '../model/action.ts';
import type { RoleAssignment } from '../model/azure.ts';
import type { Failure } from '../model/failure.ts';
import type { RoleGrantRemedy } from '../model/remedy.ts';
import { partsOf } from '../model/resource-id.ts';
import type { ArmReader } from '../ports/arm.ts';
import { assignmentOf, CONDITION_IN_THE_WAY, conditionInTheWay } from '../rules/identity/conditional-grant.ts';
import { observationOf, type Remediator } from './define.ts';
import { free, lookFirst, type NotToWrite } from './look-first.ts';
import { removalOf, removalSeen, settled, standingOf } from './undoing.ts';

/**
 * Grants a role. The assignment's name follows from the grant, so that a second write lands on the
 * first.
 */
export const roleGrant = {
  undo: {
    async observe(remedy, _, arm) {
      return removalSeen(await readGrant(remedy, arm), takenBack(remedy), () => undefined);
    },

    async apply(remedy, _, arm) {
      const read = await readGrant(remedy, arm);
      const standing = standingOf(read, takenBack(remedy), (assignment) => whatChanged(assignment, remedy));
      return (
        settled(standing, read.trace) ??
        removalOf(await arm.deleteRoleAssignment(remedy.scope, assignmentName(remedy)), takenBack(remedy))
      );
    },
  },

  async observe(remedy, arm) {
    return observationOf(await readGrant(remedy, arm), (assignment) => judge(assignment, remedy));
  },

  async apply(remedy, _, arm): Promise<ActionResult> {
    const { subscriptionId } = partsOf(remedy.scope);
    return lookFirst(
      await arm.recentRoleAssignments(subscriptionId, remedy.principalId),
      (assignments) => {
        const found = assignmentOf(remedy, assignments);
        return found === undefined ? free('absent' as const) : judge(found, remedy);
      },
      async (over) => {
        const answer = await arm.putRoleAssignment(assignmentName(remedy), remedy, descriptionOf(remedy), over);
        const { trace } = answer;
        if (answer.ok) return { status: 'applied', after: evidenceOf(answer.value), trace };
        const { failure } = answer;
        // Says that there is an assignment of the same grant, not that it is in effect.
        return failure.code === 'RoleAssignmentExists'
          ? effectOfExisting(remedy, failure, arm)
          : { status: 'failed', failure, trace };
      },
    );
  },
} satisfies Remediator<RoleGrantRemedy>;

function judge(assignment: RoleAssignment, { role }: RoleGrantRemedy): NotToWrite {
  if (!assignment.hasCondition) return { state: 'done', after: evidenceOf(assignment) };
  const message = conditionInTheWay(role, assignment);
  return { state: 'failed', failure: { class: 'forbidden', code: CONDITION_IN_THE_WAY, message } };
}

/**
 * Reads the assignment that was in the way, under any name.
 * https://github.com/Azure/azure-cli/issues/8568
 */
async function effectOfExisting(remedy: RoleGrantRemedy, exists: Failure, arm: ArmReader): Promise<ActionResult> {
  return lookFirst(
    await arm.listRoleAssignmentsAt(remedy.scope, remedy.principalId),
    (assignments) => {
      const found = assignmentOf(remedy, assignments);
      return found === undefined ? free('absent' as const) : judge(found, remedy);
    },
    // A list can be minutes old.
    // https://learn.microsoft.com/azure/role-based-access-control/troubleshooting
    async ({ trace }) => ({ status: 'failed', failure: { ...exists, class: 'notYet' }, trace }),
  );
}

function readGrant(remedy: RoleGrantRemedy, arm: ArmReader) {
  return arm.getRoleAssignment(remedy.scope, assignmentName(remedy));
}

function takenBack(remedy: RoleGrantRemedy) {
  return { assignment: assignmentName(remedy), scope: remedy.scope, role: remedy.role, removed: true };
}

function whatChanged(
  { armId, scope, principalId, roleDefinitionGuid, hasCondition }: RoleAssignment,
  wanted: RoleGrantRemedy,
): string | undefined {
  const same =
    scope === wanted.scope &&
    principalId === wanted.principalId.toLowerCase() &&
    roleDefinitionGuid === wanted.roleDefinitionGuid.toLowerCase();
  if (!same) return `role assignment ${armId} is another grant by now.`;
  return hasCondition ? `role assignment ${armId} has a condition by now.` : undefined;
}

/** Stands beside the assignment in the portal. */
function descriptionOf({ role, holder }: RoleGrantRemedy): string {
  return `Backstay: AKS backup needs ${role} for the ${holder}'s identity here. Without it backups fail.`;
}

function evidenceOf({ armId, scope, roleDefinitionGuid }: RoleAssignment) {
  return { assignment: armId, scope, roleDefinitionGuid };
}
