import { z } from 'zod';
import type { Platform } from '../../platform.ts';
import { type ArmApp, type ArmContext, originOf } from '../../server/arm-env.ts';
import { serviceError } from '../../server/errors.ts';
import { pageOf } from '../../server/paging.ts';
import { readBody } from '../../server/request-body.ts';
import { isManagementGroup, relationTo } from '../../state/scope-relation.ts';
import { BUILT_IN_ROLES, type BuiltInRole, findBuiltInRole, permissionOf } from './built-in-roles.ts';
import { permissionSchema } from './deployed-rights.ts';
import { requirePolicyScope } from './policy/policy-scope.ts';
import type { CustomRole } from './role-definition.ts';
import { selectRoles } from './role-definition-filter.ts';
import { findCustomRole, roleGuidOf } from './roles.ts';

const DEFINITIONS = '/:scope/providers/microsoft.authorization/roledefinitions';
const TYPE = 'Microsoft.Authorization/roleDefinitions';
/** Built-in roles were all made before any subscription. */
const MADE_ON = '2015-02-02T21:55:09.8806423Z';

const roleRequestSchema = z.object({
  properties: z.object({
    roleName: z.string().min(1).max(512),
    description: z.string().max(2048).default(''),
    type: z.literal('CustomRole').optional(),
    assignableScopes: z.array(z.string().min(1)).min(1),
    permissions: z.array(permissionSchema).min(1),
  }),
});

/** https://learn.microsoft.com/rest/api/authorization/role-definitions */
export function routeRoleDefinitions(app: ArmApp, platform: Platform): void {
  const { customRoles } = platform.state;

  app.get(DEFINITIONS, (c) => {
    const scope = c.req.param('scope');
    const roles = [...BUILT_IN_ROLES.map((role) => describeBuiltIn(c, role)), ...customRoles.all()];
    return c.json(pageOf(c, platform, selectRoles(roles, scope, c.req.query('$filter'))));
  });
  app.get(`${DEFINITIONS}/:roleDefinitionId`, (c) => {
    const id = c.req.param('roleDefinitionId');
    const builtIn = findBuiltInRole(id);
    const role = builtIn === undefined ? findCustomRole(platform.state, id) : describeBuiltIn(c, builtIn);
    if (role === undefined) throw roleDefinitionDoesNotExist(404, id);
    return c.json(role);
  });
  app.put(`${DEFINITIONS}/:roleDefinitionId`, (c) => putRole(c, platform));
  app.delete(`${DEFINITIONS}/:roleDefinitionId`, (c) => deleteRole(c, platform));
}

export function roleDefinitionDoesNotExist(status: 400 | 404, id: string) {
  return serviceError(
    status,
    'RoleDefinitionDoesNotExist',
    `The specified role definition with ID '${id}' does not exist.`,
  );
}

/**
 * 201 for an update as well: the specification knows no other. Codes and texts of refusals are
 * assumed but where a source stands.
 */
function putRole(c: ArmContext, platform: Platform): Response {
  const { state, timeline } = platform;
  const scope = requirePolicyScope(c, platform);
  const guid = roleGuidOf(c.req.param('roleDefinitionId') ?? '');
  if (!z.guid().safeParse(guid).success) {
    throw serviceError(
      400,
      'InvalidRoleDefinitionId',
      `The role definition ID '${guid}' is not valid. It must be a GUID.`,
    );
  }
  requireCustom(guid);
  const { properties } = readBody(c, roleRequestSchema);
  requireScopes(platform, properties.assignableScopes);
  requireFreeName(platform, guid, properties.roleName);

  const current = findCustomRole(state, guid);
  if (current !== undefined) requireNoOrphans(platform, current, properties.assignableScopes);
  const now = timeline.now().toISOString();
  const role = state.customRoles.set({
    id: current?.id ?? `${scope}/providers/${TYPE}/${guid}`,
    type: TYPE,
    name: current?.name ?? guid,
    properties: {
      ...properties,
      type: 'CustomRole',
      createdOn: current?.properties.createdOn ?? now,
      updatedOn: now,
      createdBy: current?.properties.createdBy ?? c.var.caller.oid,
      updatedBy: c.var.caller.oid,
    },
  });
  tellAbout(c, platform, role, 'Write');
  return c.json(role, 201);
}

function deleteRole(c: ArmContext, platform: Platform): Response {
  const { state } = platform;
  requirePolicyScope(c, platform);
  const guid = roleGuidOf(c.req.param('roleDefinitionId') ?? '');
  requireCustom(guid);
  const role = findCustomRole(state, guid);
  if (role === undefined) return c.body(null, 204);
  if (state.roleAssignments.all().some(({ properties }) => roleGuidOf(properties.roleDefinitionId) === guid)) {
    // https://learn.microsoft.com/azure/role-based-access-control/troubleshooting has code and text.
    const code = 'RoleDefinitionHasAssignments';
    throw serviceError(400, code, `There are existing role assignments referencing role (code: ${code}).`);
  }
  state.customRoles.delete(role.id);
  tellAbout(c, platform, role, 'Delete');
  return c.json(role);
}

function requireCustom(guid: string): void {
  const builtIn = findBuiltInRole(guid);
  if (builtIn === undefined) return;
  const message = `The built-in role '${builtIn.roleName}' cannot be changed.`;
  throw serviceError(400, 'RoleDefinitionUpdateNotPermitted', message);
}

/**
 * A scope stays while the role is assigned at it or below.
 * https://github.com/Azure/bicep/issues/17145 has code and text; the status is assumed.
 */
function requireNoOrphans({ state }: Platform, role: CustomRole, scopes: readonly string[]): void {
  const isWithin = (scope: string, outer: string) => ['here', 'above'].includes(relationTo(scope, outer));
  const orphans = state.roleAssignments
    .all()
    .filter(({ properties }) => roleGuidOf(properties.roleDefinitionId) === role.name.toLowerCase())
    .filter(({ properties }) => !scopes.some((scope) => isWithin(properties.scope, scope)));
  const orphaned = role.properties.assignableScopes.find((scope) =>
    orphans.some(({ properties }) => isWithin(properties.scope, scope)),
  );
  if (orphaned === undefined) return;
  throw serviceError(
    400,
    'RoleScopeBeingRemovedContainsAssignments',
    `Role assignments found under scope '${orphaned}' which is being removed. Removing this scope from the role will orphan these assignments. Delete these assignments before removing the scope.`,
  );
}

/**
 * The root is for built-in roles alone.
 * https://learn.microsoft.com/azure/role-based-access-control/role-definitions#assignablescopes
 */
function requireScopes({ state }: Platform, scopes: readonly string[]): void {
  const wrong = scopes.find((scope) => !isManagementGroup(scope) && !state.exists(scope));
  if (wrong === undefined) return;
  throw serviceError(400, 'InvalidAssignableScope', `The assignable scope '${wrong}' is invalid.`);
}

/**
 * Names are unique in a tenant.
 * https://learn.microsoft.com/azure/role-based-access-control/troubleshooting has the code.
 */
function requireFreeName({ state }: Platform, guid: string, roleName: string): void {
  const others = [
    ...BUILT_IN_ROLES,
    ...state.customRoles
      .all()
      .map(({ name, properties }) => ({ guid: name.toLowerCase(), roleName: properties.roleName })),
  ];
  if (!others.some((other) => other.guid !== guid && other.roleName.toLowerCase() === roleName.toLowerCase())) return;
  const message = `A custom role with the name '${roleName}' already exists in this directory. Use a different name.`;
  throw serviceError(409, 'RoleDefinitionWithSameNameExists', message);
}

/** Only changes within a subscription reach the events of subscriptions. */
function tellAbout(c: ArmContext, { events }: Platform, { id }: CustomRole, kind: 'Write' | 'Delete'): void {
  if (c.var.target.subscriptionId === undefined) return;
  events.publish({ kind, outcome: 'Success', resourceId: id, origin: originOf(c) });
}

function describeBuiltIn(c: ArmContext, role: BuiltInRole) {
  const { subscriptionId } = c.var.target;
  const root = subscriptionId === undefined ? '' : `/subscriptions/${subscriptionId}`;
  return {
    properties: {
      roleName: role.roleName,
      type: 'BuiltInRole' as const,
      description: role.description,
      assignableScopes: ['/'],
      permissions: [permissionOf(role)],
      createdOn: MADE_ON,
      updatedOn: MADE_ON,
      createdBy: null,
      updatedBy: null,
    },
    id: `${root}/providers/${TYPE}/${role.guid}`,
    type: TYPE,
    name: role.guid,
  };
}
