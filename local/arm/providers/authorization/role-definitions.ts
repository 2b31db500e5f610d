import type { Platform } from '../../platform.ts';
import type { ArmApp, ArmContext } from '../../server/arm-env.ts';
import { serviceError } from '../../server/errors.ts';
import { pageOf } from '../../server/paging.ts';
import { BUILT_IN_ROLES, type BuiltInRole, findRole, permissionOf } from './built-in-roles.ts';

const DEFINITIONS = '/:scope/providers/microsoft.authorization/roledefinitions';
/** Built-in roles were all made before any subscription. */
const MADE_ON = '2015-02-02T21:55:09.8806423Z';

/** https://learn.microsoft.com/rest/api/authorization/role-definitions */
export function routeRoleDefinitions(app: ArmApp, platform: Platform): void {
  app.get(DEFINITIONS, (c) => {
    const roles = BUILT_IN_ROLES.filter(readFilter(c.req.query('$filter')));
    return c.json(
      pageOf(
        c,
        platform,
        roles.map((role) => describe(c, role)),
      ),
    );
  });
  app.get(`${DEFINITIONS}/:roleDefinitionId`, (c) => {
    const role = findRole(c.req.param('roleDefinitionId'));
    if (role === undefined) throw roleDefinitionDoesNotExist(404, c.req.param('roleDefinitionId'));
    return c.json(describe(c, role));
  });
}

export function roleDefinitionDoesNotExist(status: 400 | 404, id: string) {
  return serviceError(
    status,
    'RoleDefinitionDoesNotExist',
    `The specified role definition with ID '${id}' does not exist.`,
  );
}

function readFilter(filter: string | undefined): (role: BuiltInRole) => boolean {
  if (filter === undefined) return () => true;
  const wanted = /^(roleName|type) eq '([^']*)'$/i.exec(filter.trim());
  if (wanted === null) {
    const message = `The filter '${filter}' is not supported. Supported are roleName eq '{value}' and type eq '{value}'.`;
    throw serviceError(400, 'UnsupportedQuery', message);
  }
  const [, property, value = ''] = wanted;
  return (role) =>
    (property?.toLowerCase() === 'type' ? 'BuiltInRole' : role.roleName).toLowerCase() === value.toLowerCase();
}

function describe(c: ArmContext, role: BuiltInRole): object {
  const { subscriptionId } = c.var.target;
  const root = subscriptionId === undefined ? '' : `/subscriptions/${subscriptionId}`;
  return {
    properties: {
      roleName: role.roleName,
      type: 'BuiltInRole',
      description: role.description,
      assignableScopes: ['/'],
      permissions: [permissionOf(role)],
      createdOn: MADE_ON,
      updatedOn: MADE_ON,
      createdBy: null,
      updatedBy: null,
    },
    id: `${root}/providers/Microsoft.Authorization/roleDefinitions/${role.guid}`,
    type: 'Microsoft.Authorization/roleDefinitions',
    name: role.guid,
  };
}
