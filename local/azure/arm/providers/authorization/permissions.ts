import type { Platform } from '../../platform.ts';
import type { ArmApp, ArmContext } from '../../server/arm-env.ts';
import { invalidResourceType } from '../../server/gateway.ts';
import { pageOf } from '../../server/paging.ts';
import { requireScope } from './require-scope.ts';

const API_VERSION = '2022-04-01';

/**
 * The caller's permissions at a group or resource, one entry a role:
 * https://learn.microsoft.com/rest/api/authorization/permissions
 *
 * Where rights are not enforced, a caller without any grant gets the true answer: that he may do
 * what an Owner may. One with grants, wherever they are, gets those at the scope and above,
 * and of no more.
 */
export function routePermissions(app: ArmApp, platform: Platform): void {
  app.get('/:scope/providers/microsoft.authorization/permissions', (c) => {
    requireGroupOrResource(c);
    const permissions = platform.access.permissionsAt(c.var.caller.oid, requireScope(c, platform));
    return c.json(pageOf(c, platform, permissions));
  });
}

/** The specification has no list for a whole subscription. */
function requireGroupOrResource(c: ArmContext): void {
  if (c.var.target.resourceGroupName !== undefined) return;
  throw invalidResourceType('Microsoft.Authorization', 'permissions', API_VERSION);
}
