import type { Platform } from '../../platform.ts';
import type { ArmApp, ArmContext } from '../../server/arm-env.ts';
import { invalidResourceType } from '../../server/gateway.ts';
import { pageOf } from '../../server/paging.ts';
import type { ArmState } from '../../state/arm-state.ts';
import { scopesAbove } from '../../state/resource-id.ts';
import { type BuiltInRole, findRole, OWNER, permissionOf } from './built-in-roles.ts';
import { requireScope } from './require-scope.ts';

const API_VERSION = '2022-04-01';

/**
 * What the caller may do at a group or resource, one entry a role: https://learn.microsoft.com/rest/api/authorization/permissions
 *
 * Nothing is forbidden here yet, so a caller to whom nothing at all was ever granted is told what is true of him: that he
 * may do what an Owner may. One with grants, wherever they are, is told of those at the scope and above, and of no more.
 */
export function routePermissions(app: ArmApp, platform: Platform): void {
  app.get('/:scope/providers/microsoft.authorization/permissions', (c) => {
    requireGroupOrResource(c);
    const roles = rolesOf(platform.state, c.var.caller.oid, requireScope(c, platform));
    return c.json(pageOf(c, platform, roles.map(permissionOf)));
  });
}

/** The specification has no list for a whole subscription. */
function requireGroupOrResource(c: ArmContext): void {
  if (c.var.target.resourceGroupName !== undefined) return;
  throw invalidResourceType('Microsoft.Authorization', 'permissions', API_VERSION);
}

function rolesOf({ roleAssignments }: ArmState, principalId: string, scope: string): readonly BuiltInRole[] {
  const granted = roleAssignments
    .all()
    .filter(({ properties }) => properties.principalId.toLowerCase() === principalId.toLowerCase());
  if (granted.length === 0) return [OWNER];

  const here = scope.toLowerCase();
  const reach = new Set([here, ...scopesAbove(here)]);
  const roles = granted
    .filter(({ properties }) => reach.has(properties.scope.toLowerCase()))
    .map(({ properties }) => findRole(properties.roleDefinitionId))
    .filter((role) => role !== undefined);
  return [...new Set(roles)];
}
