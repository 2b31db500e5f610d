import { type Azure, find, keep, type Resource, remove } from '../azure.ts';
import type { Answer, Call, Handler } from '../server/call.ts';
import { armError } from '../server/errors.ts';
import { type JsonObject, objectAt, textAt } from '../server/json.ts';
import { pageOf } from '../server/page.ts';
import { BUILT_IN_ROLES } from './role-definitions.ts';

const ASSIGNMENT = 'microsoft.authorization/roleassignments';
const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function roleAssignments(azure: Azure): Readonly<Record<'get' | 'list' | 'put' | 'remove', Handler>> {
  const scopeOf = (call: Call) => `/${call.param('scope')}`;
  const idOf = (call: Call) =>
    `${scopeOf(call)}/providers/Microsoft.Authorization/roleAssignments/${call.param('assignment')}`;
  const all = (): readonly Resource[] => [...azure.resources.values()].filter(({ type }) => type === ASSIGNMENT);

  return {
    get(call) {
      const assignment = find(azure, idOf(call));
      if (assignment !== undefined) return { status: 200, body: assignment.body };
      throw armError(404, 'RoleAssignmentNotFound', `The role assignment '${call.param('assignment')}' is not found.`);
    },
    list(call) {
      requireScope(azure, scopeOf(call));
      const matches = filterOf(call, scopeOf(call).toLowerCase());
      return pageOf(
        azure,
        call,
        all()
          .filter(matches)
          .map(({ body }) => body),
      );
    },
    put(call): Answer {
      requireScope(azure, scopeOf(call));
      if (!GUID.test(call.param('assignment'))) {
        throw armError(
          400,
          'InvalidRoleAssignmentId',
          `The role assignment ID '${call.param('assignment')}' is not valid. The role assignment ID must be a GUID.`,
        );
      }
      const asked = readRequest(call);
      refuseUnknownPrincipal(azure, call, asked.principalId);
      const same = all().find(({ body }) => isSameGrant(objectAt(body, 'properties'), scopeOf(call), asked));
      if (same !== undefined) throw exists(azure, same);
      if (find(azure, idOf(call)) !== undefined) {
        throw armError(
          400,
          'RoleAssignmentUpdateNotPermitted',
          'Tenant ID, application ID, principal ID, and scope are not allowed to be updated.',
        );
      }
      const at = azure.timeline.now().toISOString();
      const body: JsonObject = {
        properties: {
          roleDefinitionId: asked.roleDefinitionId,
          principalId: asked.principalId,
          principalType: asked.principalType ?? 'ServicePrincipal',
          scope: scopeOf(call),
          condition: asked.condition ?? null,
          conditionVersion: asked.condition === undefined ? null : '2.0',
          createdOn: at,
          updatedOn: at,
          createdBy: null,
          updatedBy: call.caller.oid,
          delegatedManagedIdentityResourceId: null,
          description: asked.description ?? null,
        },
        id: idOf(call),
        type: 'Microsoft.Authorization/roleAssignments',
        name: call.param('assignment'),
      };
      keep(azure, { id: idOf(call), type: ASSIGNMENT, name: call.param('assignment'), body });
      azure.emit({
        kind: 'ResourceWriteSuccess',
        id: idOf(call),
        operation: 'Microsoft.Authorization/roleAssignments/write',
      });
      return { status: 201, body };
    },
    remove(call) {
      const assignment = find(azure, idOf(call));
      if (assignment === undefined) return { status: 204 };
      remove(azure, assignment.id);
      azure.emit({
        kind: 'ResourceDeleteSuccess',
        id: assignment.id,
        operation: 'Microsoft.Authorization/roleAssignments/delete',
      });
      return { status: 200, body: assignment.body };
    },
  };
}

interface Asked {
  readonly roleDefinitionId: string;
  readonly principalId: string;
  readonly principalType: string | undefined;
  readonly description: string | undefined;
  readonly condition: string | undefined;
}

function readRequest(call: Call): Asked {
  const properties = objectAt(call.body, 'properties');
  const roleDefinitionId = textAt(properties, 'roleDefinitionId') ?? '';
  const role = roleDefinitionId.split('/').at(-1)?.toLowerCase() ?? '';
  if (!BUILT_IN_ROLES.some(({ guid }) => guid === role)) {
    throw armError(
      400,
      'RoleDefinitionDoesNotExist',
      `The specified role definition with ID '${role.replaceAll('-', '')}' does not exist.`,
    );
  }
  const principalId = textAt(properties, 'principalId') ?? '';
  if (!GUID.test(principalId))
    throw armError(
      400,
      'InvalidPrincipalId',
      `A valid principal ID must be provided for role assignment: '${principalId}'.`,
    );
  return {
    roleDefinitionId,
    principalId,
    principalType: textAt(properties, 'principalType'),
    description: textAt(properties, 'description'),
    condition: textAt(properties, 'condition'),
  };
}

/** A fresh identity is not known to the directory at once; without its type it takes longer still. */
function refuseUnknownPrincipal(azure: Azure, call: Call, principalId: string): void {
  const knownAt = azure.principals.get(principalId.toLowerCase());
  if (knownAt !== undefined && knownAt <= azure.timeline.now()) return;
  const tenantId = azure.subscriptions.get(call.param('scope').split('/')[1]?.toLowerCase() ?? '')?.tenantId ?? '';
  throw armError(
    400,
    'PrincipalNotFound',
    `Principal ${principalId.replaceAll('-', '')} does not exist in the directory ${tenantId}. Check that you have the correct principal ID. If you are creating this principal and then immediately assigning a role, this error might be related to a replication delay. In this case, set the role assignment principalType property to a value, such as ServicePrincipal, User, or Group.  See https://aka.ms/docs-principaltype`,
  );
}

function isSameGrant(properties: JsonObject, scope: string, asked: Asked): boolean {
  const role = (id: string) => id.split('/').at(-1)?.toLowerCase();
  return (
    textAt(properties, 'scope')?.toLowerCase() === scope.toLowerCase() &&
    textAt(properties, 'principalId')?.toLowerCase() === asked.principalId.toLowerCase() &&
    role(textAt(properties, 'roleDefinitionId') ?? '') === role(asked.roleDefinitionId)
  );
}

/** Both texts are out there: the newer one names the assignment, without hyphens. https://github.com/Azure/azure-cli/issues/31995 */
function exists(azure: Azure, same: Resource) {
  const newer = azure.random() < 0.5;
  const which = newer ? ` The ID of the existing role assignment is ${same.name.replaceAll('-', '')}.` : '';
  return armError(409, 'RoleAssignmentExists', `The role assignment already exists.${which}`);
}

function requireScope(azure: Azure, scope: string): void {
  const [, , subscription = '', ...rest] = scope.split('/');
  if (rest.length === 0 && azure.subscriptions.has(subscription.toLowerCase())) return;
  if (find(azure, scope) !== undefined) return;
  if (rest.length === 2)
    throw armError(404, 'ResourceGroupNotFound', `Resource group '${rest[1]}' could not be found.`);
  throw armError(404, 'ResourceNotFound', `The Resource '${scope}' was not found.`);
}

/** What a list shows: assignments at, above and below the scope, or less by its filter. */
function filterOf(call: Call, scope: string): (resource: Resource) => boolean {
  const filter = call.query.get('$filter') ?? '';
  const principal = /(?:principalId eq|assignedTo\()\s*'([^']+)'/i.exec(filter)?.[1]?.toLowerCase();
  const atScopeOnly = /atScope\(\)/i.test(filter);
  return ({ body }) => {
    const properties = objectAt(body, 'properties');
    const at = textAt(properties, 'scope')?.toLowerCase() ?? '';
    const above = scope === at || scope.startsWith(`${at}/`);
    const below = at.startsWith(`${scope}/`) && !atScopeOnly;
    return (
      (above || below) && (principal === undefined || textAt(properties, 'principalId')?.toLowerCase() === principal)
    );
  };
}
