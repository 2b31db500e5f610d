import { sameInAnyCase } from '../../same-in-any-case.ts';
import type { ArmState } from '../../state/arm-state.ts';
import { MANAGEMENT_GROUP_ID } from '../../state/management-group.ts';
import { scopesAbove } from '../../state/resource-id.ts';
import { isActionMatch } from './action-match.ts';
import { OWNER, permissionOf } from './built-in-roles.ts';
import { type Condition, comparesGuids } from './conditions/condition.ts';
import { type ConditionFacts, isFulfilled } from './conditions/evaluate-condition.ts';
import { parseCondition } from './conditions/parse-condition.ts';
import type { RoleAssignment } from './role-assignment.ts';
import type { Permission } from './role-definition.ts';
import { permissionsOf, roleGuidOf } from './roles.ts';

/** An action that a caller requests. */
export interface Question {
  readonly principalId: string;
  /** `Microsoft.ContainerService/managedClusters/write` */
  readonly action: string;
  /** The id that it is asked for at: rights at it and at everything above it count. */
  readonly scope: string;
  /** The input of conditions. */
  readonly attributes?: ConditionFacts['attributes'];
}

/**
 * `conditionDenied`: a role of the caller has the action, and the condition of its assignment keeps
 * it back.
 */
export type Judgement = 'allowed' | 'denied' | 'conditionDenied';

/** The rights of callers. https://learn.microsoft.com/azure/role-based-access-control/overview */
export interface Access {
  judge(question: Question): Judgement;
  /** Whether the caller holds anything at, above or below a scope. */
  reaches(principalId: string, scope: string): boolean;
  /**
   * The permissions of the caller's roles at a scope, each role once. Conditions do not show, as in
   * Azure.
   */
  permissionsAt(principalId: string, scope: string): readonly Permission[];
}

/** Callers who may do everything, at every scope, without any role assignment. */
export type Owners = readonly string[];

const NO_ATTRIBUTES = { Request: {}, Resource: {} };

/**
 * @param owners undefined when nothing is forbidden; otherwise every other caller needs a grant for
 * each action.
 */
export function createAccess(state: ArmState, owners: Owners | undefined): Access {
  const isOwner = (principalId: string) => owners?.some((owner) => sameInAnyCase(owner, principalId)) ?? false;
  const heldBy = (principalId: string) =>
    state.roleAssignments.all().filter(({ properties }) => sameInAnyCase(properties.principalId, principalId));
  const conditions = new Map<string, Condition>();

  function conditionOf({ properties }: RoleAssignment): Condition | undefined {
    if (properties.condition === null) return undefined;
    const known = conditions.get(properties.condition) ?? parseCondition(properties.condition);
    conditions.set(properties.condition, known);
    return known;
  }

  function holds(assignment: RoleAssignment, question: Question): boolean {
    const condition = conditionOf(assignment);
    if (condition === undefined) return true;
    const permissions = permissionsOf(state, assignment.properties.roleDefinitionId) ?? [];
    // Not supported, and refused without a word on why:
    // https://learn.microsoft.com/azure/role-based-access-control/conditions-troubleshoot
    if (comparesGuids(condition) && permissions.some(hasStorageDataAction)) return false;
    return isFulfilled(condition, { action: question.action, attributes: question.attributes ?? NO_ATTRIBUTES });
  }

  return {
    judge(question) {
      if (owners === undefined || isOwner(question.principalId)) return 'allowed';
      const reach = scopesThatReach(question.scope);
      const fitting = heldBy(question.principalId).filter(
        ({ properties }) =>
          reach.has(properties.scope.toLowerCase()) &&
          permissionsOf(state, properties.roleDefinitionId)?.some((each) => permits(each, question.action)),
      );
      if (fitting.some((assignment) => holds(assignment, question))) return 'allowed';
      return fitting.length > 0 ? 'conditionDenied' : 'denied';
    },

    reaches(principalId, scope) {
      if (owners === undefined || isOwner(principalId)) return true;
      const reach = scopesThatReach(scope);
      const asked = scope.toLowerCase();
      return heldBy(principalId).some(({ properties }) => {
        const granted = properties.scope.toLowerCase();
        return reach.has(granted) || scopesThatReach(granted).has(asked);
      });
    },

    permissionsAt(principalId, scope) {
      const held = heldBy(principalId);
      if (isOwner(principalId) || (owners === undefined && held.length === 0)) return [permissionOf(OWNER)];
      const reach = scopesThatReach(scope);
      const roles = held
        .filter(({ properties }) => reach.has(properties.scope.toLowerCase()))
        .map(({ properties }) => roleGuidOf(properties.roleDefinitionId));
      return [...new Set(roles)].flatMap((guid) => permissionsOf(state, guid) ?? []);
    },
  };
}

function permits({ actions, notActions }: Permission, action: string): boolean {
  const isMatch = (pattern: string) => isActionMatch(pattern, action);
  return actions.some(isMatch) && !notActions.some(isMatch);
}

function hasStorageDataAction({ dataActions }: Permission): boolean {
  return dataActions.some((pattern) => /^(microsoft\.storage\/|\*)/i.test(pattern));
}

/**
 * The scope itself and all above it, in lower case; all subscriptions are in the one management
 * group.
 */
function scopesThatReach(scope: string): ReadonlySet<string> {
  const inSubscription = /^\/subscriptions\//i.test(scope);
  const all = [scope, ...scopesAbove(scope), ...(inSubscription ? [MANAGEMENT_GROUP_ID] : []), '/'];
  return new Set(all.map((each) => each.toLowerCase()));
}
