import type { RoleAssignment as SdkRoleAssignment } from '@azure/arm-authorization';
import { roleDefinitionIdOf } from '../changes/role-grant.ts';
import type { RoleAssignment } from '../model/azure.ts';
import { parseResourceId, partsOf, type ResourceId, subscriptionScope } from '../model/resource-id.ts';
import type { Arm } from '../ports/arm.ts';
import { UnreadableAnswer } from './ask.ts';
import type { Connection } from './connection.ts';
import { allOf } from './pages.ts';
import { principalId, text } from './shapes.ts';

type Calls = Pick<
  Arm,
  | 'listRoleAssignments'
  | 'recentRoleAssignments'
  | 'listRoleAssignmentsAt'
  | 'getRoleAssignment'
  | 'putRoleAssignment'
  | 'deleteRoleAssignment'
>;

export function roleAssignmentCalls({ ask, authorization }: Connection): Calls {
  const listRoleAssignments: Calls['listRoleAssignments'] = async (subscriptionId, principal) => {
    const { roleAssignments } = await authorization(subscriptionId);
    // Unlike `principalId eq`, this also finds what the principal holds through groups.
    const filter = `assignedTo('${principal}')`;
    return ask(
      () => allOf(roleAssignments.listForSubscription({ filter })),
      (list) => list.flatMap((assignment) => readRoleAssignment(assignment, subscriptionId) ?? []),
    );
  };
  return {
    listRoleAssignments,
    recentRoleAssignments: listRoleAssignments,
    async listRoleAssignmentsAt(scope, principal) {
      const { subscriptionId } = partsOf(scope);
      const { roleAssignments } = await authorization(subscriptionId);
      return ask(
        () => allOf(roleAssignments.listForScope(withoutSlash(scope), { filter: `assignedTo('${principal}')` })),
        (list) => list.flatMap((assignment) => readRoleAssignment(assignment, subscriptionId) ?? []),
      );
    },
    async getRoleAssignment(scope, name) {
      const { subscriptionId } = partsOf(scope);
      const { roleAssignments } = await authorization(subscriptionId);
      return ask(
        () => roleAssignments.get(withoutSlash(scope), name),
        (assignment) => mustRead(assignment, subscriptionId),
      );
    },
    async putRoleAssignment(name, { scope, principalId, roleDefinitionGuid }, description) {
      const { subscriptionId } = partsOf(scope);
      const { roleAssignments } = await authorization(subscriptionId);
      const wanted = {
        roleDefinitionId: roleDefinitionIdOf({ scope, roleDefinitionGuid }),
        principalId,
        // Without it ARM asks the directory, which may not know a new identity for minutes.
        principalType: 'ServicePrincipal',
        description,
      } as const;
      return ask(
        () => roleAssignments.create(withoutSlash(scope), name, wanted),
        (assignment) => mustRead(assignment, subscriptionId),
      );
    },
    async deleteRoleAssignment(scope, name) {
      const { roleAssignments } = await authorization(partsOf(scope).subscriptionId);
      return ask(
        () => roleAssignments.delete(withoutSlash(scope), name),
        () => ({ done: true }),
      );
    },
  };
}

/**
 * `undefined` for assignments whose parts cannot be made out; they prove nothing. A scope above the
 * subscription (a management group, the root) reaches all of it and is given as the subscription.
 */
export function readRoleAssignment(assignment: SdkRoleAssignment, subscriptionId: string): RoleAssignment | undefined {
  const armId = text(assignment.id);
  const scope = readScope(text(assignment.scope), subscriptionId);
  const principal = principalId(assignment.principalId);
  const role = text(assignment.roleDefinitionId)?.split('/').at(-1)?.toLowerCase();
  if (armId === undefined || scope === undefined || principal === undefined || role === undefined) return undefined;
  const hasCondition = text(assignment.condition) !== undefined;
  return { armId, scope, principalId: principal, roleDefinitionGuid: role, hasCondition };
}

function mustRead(assignment: SdkRoleAssignment, subscriptionId: string): RoleAssignment {
  const read = readRoleAssignment(assignment, subscriptionId);
  if (read === undefined) throw new UnreadableAnswer('a role assignment without scope, principal or role');
  return read;
}

function readScope(scope: string | undefined, subscriptionId: string): ResourceId | undefined {
  const above = scope === '/' || scope?.toLowerCase().startsWith('/providers/microsoft.management/managementgroups/');
  return above ? subscriptionScope(subscriptionId) : parseResourceId(scope ?? '');
}

// The client puts a slash of its own before the scope.
function withoutSlash(scope: ResourceId): string {
  return scope.replace(/^\//, '');
}
