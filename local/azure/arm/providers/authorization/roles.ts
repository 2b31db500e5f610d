import type { ArmState } from '../../state/arm-state.ts';
import { relationTo } from '../../state/scope-relation.ts';
import { findBuiltInRole, permissionOf } from './built-in-roles.ts';
import type { CustomRole, Permission } from './role-definition.ts';

/** The GUID that names a role: the last segment of its id, under any scope. */
export function roleGuidOf(roleDefinitionId: string): string {
  return roleDefinitionId.split('/').at(-1)?.toLowerCase() ?? '';
}

export function findCustomRole({ customRoles }: ArmState, roleDefinitionId: string): CustomRole | undefined {
  const guid = roleGuidOf(roleDefinitionId);
  return customRoles.all().find(({ name }) => name.toLowerCase() === guid);
}

/** The permissions of a built-in or custom role; undefined when it is not found. */
export function permissionsOf(state: ArmState, roleDefinitionId: string): readonly Permission[] | undefined {
  const builtIn = findBuiltInRole(roleDefinitionId);
  if (builtIn !== undefined) return [permissionOf(builtIn)];
  return findCustomRole(state, roleDefinitionId)?.properties.permissions;
}

/** Whether the role is for this scope, or for one above it. */
export function isAssignableAt({ properties }: CustomRole, scope: string): boolean {
  return properties.assignableScopes.some((each) => ['here', 'above'].includes(relationTo(scope, each)));
}
