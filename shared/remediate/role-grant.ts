import { uuid5 } from '../lib/uuid5.ts';
import type { ActionResult } from '../model/action.ts';
import type { RoleAssignment } from '../model/azure.ts';
import type { Failure } from '../model/failure.ts';
import type { Profile } from '../model/profile.ts';
import type { RoleGrantRemedy } from '../model/remedy.ts';
import { CLUSTER_TYPE, isWithin, partsOf, type ResourceId } from '../model/resource-id.ts';
import type { ArmReader } from '../ports/arm.ts';
import { assignmentOf, CONDITION_IN_THE_WAY, conditionInTheWay } from '../rules/identity/conditional-grant.ts';
import { observationOf, type Remediator } from './define.ts';
import { free, lookFirst, type NotToWrite } from './look-first.ts';
import { removalOf, removalSeen, settled, standingOf } from './undoing.ts';

/** Grants a role. The assignment's name follows from the grant, so that a second write lands on the first. */
export const roleGrant: Remediator<RoleGrantRemedy> = {
  kind: 'roleGrant',
  risk: 'grantsAccess',
  longRunning: false,

  key: assignmentName,
  describe: ({ holder, role, scope }) => `Grant ${role} on ${partsOf(scope).name} to the ${holder}`,
  effect: ({ holder, role, scope }) =>
    `The ${holder}'s identity holds ${role} on ${partsOf(scope).name} and all that is in it, until the grant is removed.`,
  undoText: 'Remove the role assignment; what needs the role fails from then on.',
  permissions: ({ scope }) => [
    { action: 'Microsoft.Authorization/roleAssignments/write', scope },
    { action: 'Microsoft.Authorization/roleAssignments/read', scope },
  ],
  lane: ({ scope }) => (partsOf(scope).type === CLUSTER_TYPE ? scope : undefined),

  undo: {
    describe: ({ holder, role, scope }) => `Take ${role} on ${partsOf(scope).name} from the ${holder} again`,
    permissions: ({ scope }) => [
      { action: 'Microsoft.Authorization/roleAssignments/delete', scope },
      { action: 'Microsoft.Authorization/roleAssignments/read', scope },
    ],
    longRunning: false,
    ownName: () => true,
    isSharedWith(remedy, { profile, isSameCluster, hasSameVault, evidence }) {
      const name = `/roleassignments/${assignmentName(remedy)}`;
      if (evidence.some(({ assignment }) => String(assignment).toLowerCase().endsWith(name))) return true;
      const { holder, scope } = remedy;
      if (partsOf(scope).type === CLUSTER_TYPE) return isSameCluster;
      if (holder === 'vault' ? !hasSameVault : !isSameCluster) return false;
      return profile === undefined || scopesOf(profile).some((wanted) => isWithin(wanted, scope));
    },
    // Nothing is written over an assignment: what was written was not there before.
    origin: () => 'made',

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
};

function judge(assignment: RoleAssignment, { role }: RoleGrantRemedy): NotToWrite {
  if (!assignment.hasCondition) return { state: 'done', after: evidenceOf(assignment) };
  const message = conditionInTheWay(role, assignment);
  return { state: 'failed', failure: { class: 'forbidden', code: CONDITION_IN_THE_WAY, message } };
}

/** Looks at the assignment that was in the way, under whatever name. https://github.com/Azure/azure-cli/issues/8568 */
async function effectOfExisting(remedy: RoleGrantRemedy, exists: Failure, arm: ArmReader): Promise<ActionResult> {
  return lookFirst(
    await arm.listRoleAssignmentsAt(remedy.scope, remedy.principalId),
    (assignments) => {
      const found = assignmentOf(remedy, assignments);
      return found === undefined ? free('absent' as const) : judge(found, remedy);
    },
    // A list can be minutes old. https://learn.microsoft.com/azure/role-based-access-control/troubleshooting
    async ({ trace }) => ({ status: 'failed', failure: { ...exists, class: 'notYet' }, trace }),
  );
}

/** Where a profile needs grants, besides its clusters. */
function scopesOf({ snapshotGroupId, storage, staging }: Profile): readonly ResourceId[] {
  const stagingScopes = staging === undefined ? [] : [staging.groupId, staging.accountId];
  return [snapshotGroupId, storage.accountId, ...stagingScopes];
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
  return hasCondition ? `somebody has put a condition on role assignment ${armId}.` : undefined;
}

/** Has the principal in it: a name is bound for ever to the principal, role and scope that it was first used for. */
function assignmentName({ scope, principalId, roleDefinitionGuid }: RoleGrantRemedy): string {
  return uuid5(scope, principalId, roleDefinitionGuid);
}

/** As Resource Manager would spell it. */
export function assignmentIdOf(remedy: RoleGrantRemedy): string {
  return `${remedy.scope}/providers/Microsoft.Authorization/roleAssignments/${assignmentName(remedy)}`;
}

/** Stands beside the assignment in the portal. */
function descriptionOf({ role, holder }: RoleGrantRemedy): string {
  return `Backstay: AKS backup needs ${role} for the ${holder}'s identity here. Without it backups fail.`;
}

function evidenceOf({ armId, scope, roleDefinitionGuid }: RoleAssignment) {
  return { assignment: armId, scope, roleDefinitionGuid };
}
