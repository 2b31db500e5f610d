import { z } from 'zod';
import type { Platform } from '../../platform.ts';
import { sameInAnyCase } from '../../same-in-any-case.ts';
import { type ArmApp, type ArmContext, originOf } from '../../server/arm-env.ts';
import { serviceError } from '../../server/errors.ts';
import { pageOf } from '../../server/paging.ts';
import { readBody } from '../../server/request-body.ts';
import { invalidCondition } from './condition-errors.ts';
import { parseCondition } from './conditions/parse-condition.ts';
import { ConditionError } from './conditions/tokens.ts';
import { requireScope } from './require-scope.ts';
import { PRINCIPAL_TYPES, type RoleAssignment } from './role-assignment.ts';
import { principalNotFound, roleAssignmentExists, roleAssignmentLimitExceeded } from './role-assignment-errors.ts';
import { selectAssignments } from './role-assignment-filter.ts';
import { roleDefinitionDoesNotExist } from './role-definitions.ts';
import { findCustomRole, isAssignableAt, permissionsOf, roleGuidOf } from './roles.ts';

const ASSIGNMENTS = '/:scope/providers/microsoft.authorization/roleassignments';
const TYPE = 'Microsoft.Authorization/roleAssignments';
/** In one subscription. */
const MAX_ASSIGNMENTS = 4000;

const assignmentRequestSchema = z.object({
  properties: z.object({
    roleDefinitionId: z.string().min(1),
    principalId: z.guid(),
    principalType: z.enum(PRINCIPAL_TYPES).optional(),
    condition: z.string().nullish(),
    conditionVersion: z.string().nullish(),
    description: z.string().nullish(),
    delegatedManagedIdentityResourceId: z.string().nullish(),
  }),
});

type AssignmentRequest = z.infer<typeof assignmentRequestSchema>['properties'];

/** https://learn.microsoft.com/rest/api/authorization/role-assignments */
export function routeRoleAssignments(app: ArmApp, platform: Platform): void {
  const { roleAssignments } = platform.state;

  app.get(ASSIGNMENTS, (c) => {
    const scope = requireScope(c, platform);
    return c.json(pageOf(c, platform, selectAssignments(roleAssignments.all(), scope, c.req.query('$filter'))));
  });
  app.get(`${ASSIGNMENTS}/:name`, (c) => {
    requireScope(c, platform);
    const assignment = roleAssignments.get(assignmentId(c));
    if (assignment !== undefined) return c.json(assignment);
    throw serviceError(404, 'RoleAssignmentNotFound', `The role assignment '${c.req.param('name')}' is not found.`);
  });
  app.put(`${ASSIGNMENTS}/:name`, (c) => putAssignment(c, platform));
  app.delete(`${ASSIGNMENTS}/:name`, (c) => deleteAssignment(c, platform));
}

function assignmentId(c: ArmContext): string {
  return `${c.req.param('scope')}/providers/${TYPE}/${c.req.param('name')}`;
}

function putAssignment(c: ArmContext, platform: Platform): Response {
  const { state, events } = platform;
  const scope = requireScope(c, platform);
  const name = c.req.param('name') ?? '';
  if (!z.guid().safeParse(name).success) {
    throw serviceError(
      400,
      'InvalidRoleAssignmentId',
      `The role assignment ID '${name}' is not valid. It must be a GUID.`,
    );
  }
  const request = readBody(c, assignmentRequestSchema).properties;
  requireAssignableRole(platform, scope, request);
  requireValidCondition(request);
  const before = requireNoOther(platform, { scope, name, request });
  requireKnownPrincipal(c, platform, request);
  if (before === undefined) requireRoom(platform, scope);

  const now = platform.timeline.now().toISOString();
  const caller = c.var.caller.oid;
  const assignment: RoleAssignment = {
    properties: {
      roleDefinitionId: request.roleDefinitionId,
      principalId: request.principalId,
      principalType: request.principalType ?? 'ServicePrincipal',
      scope,
      condition: request.condition ?? null,
      conditionVersion: request.conditionVersion ?? (request.condition ? '2.0' : null),
      createdOn: before?.properties.createdOn ?? now,
      updatedOn: now,
      createdBy: before?.properties.createdBy ?? caller,
      updatedBy: caller,
      delegatedManagedIdentityResourceId: request.delegatedManagedIdentityResourceId ?? null,
      description: request.description ?? null,
    },
    id: assignmentId(c),
    type: TYPE,
    name,
  };
  state.roleAssignments.set(assignment);
  events.publish({ kind: 'Write', outcome: 'Success', resourceId: assignment.id, origin: originOf(c) });
  // The answer to the write does not know its author yet; later reads do.
  return c.json({ ...assignment, properties: { ...assignment.properties, createdBy: null } }, 201);
}

function requireAssignableRole({ state }: Platform, scope: string, { roleDefinitionId }: AssignmentRequest): void {
  if (permissionsOf(state, roleDefinitionId) === undefined) throw roleDefinitionDoesNotExist(400, roleDefinitionId);
  const custom = findCustomRole(state, roleDefinitionId);
  if (custom === undefined || isAssignableAt(custom, scope)) return;
  // Code and text are assumed: no public source has them.
  const message = `The role definition '${custom.name}' is not assignable at the scope '${scope}'.`;
  throw serviceError(400, 'RoleDefinitionNotAssignableAtScope', message);
}

/**
 * An unreadable one must not be stored: its effect would be unknown. Without a version it is of
 * 2.0.
 */
function requireValidCondition({ condition, conditionVersion }: AssignmentRequest): void {
  if (condition === null || condition === undefined) return;
  if ((conditionVersion ?? '2.0') !== '2.0') throw invalidCondition();
  try {
    parseCondition(condition);
  } catch (error) {
    throw error instanceof ConditionError ? invalidCondition() : error;
  }
}

interface NewAssignment {
  readonly scope: string;
  readonly name: string;
  readonly request: AssignmentRequest;
}

/**
 * Nothing can be granted twice under two names, and no name can be used for another grant. A PUT of
 * the same grant under its own name edits it: what the body leaves out, a condition too, is gone
 * afterwards. Returns what is edited.
 */
function requireNoOther(
  { state, random }: Platform,
  { scope, name, request }: NewAssignment,
): RoleAssignment | undefined {
  const isSame = ({ properties }: RoleAssignment) =>
    sameInAnyCase(properties.scope, scope) &&
    sameInAnyCase(properties.principalId, request.principalId) &&
    roleGuidOf(properties.roleDefinitionId) === roleGuidOf(request.roleDefinitionId);
  const existing = state.roleAssignments.all().find(isSame);
  if (existing !== undefined && sameInAnyCase(existing.name, name)) return existing;
  if (existing !== undefined) {
    // Azure rolls the longer text out region by region:
    // https://github.com/Azure/azure-cli/issues/31995
    throw roleAssignmentExists(random.chance(0.5) ? existing.name : undefined);
  }
  if (state.roleAssignments.all().some((assignment) => sameInAnyCase(assignment.name, name))) {
    const message = 'Tenant ID, application ID, principal ID, and scope are not allowed to be updated.';
    throw serviceError(400, 'RoleAssignmentUpdateNotPermitted', message);
  }
  return undefined;
}

/**
 * Those of management groups do not count.
 * https://learn.microsoft.com/azure/role-based-access-control/troubleshoot-limits
 */
function requireRoom({ state }: Platform, scope: string): void {
  const [, subscription] = /^(\/subscriptions\/[^/]+)/i.exec(scope) ?? [];
  if (subscription === undefined) return;
  const isInSame = ({ properties }: RoleAssignment) =>
    sameInAnyCase(properties.scope.slice(0, subscription.length), subscription);
  if (state.roleAssignments.all().filter(isInSame).length >= MAX_ASSIGNMENTS) throw roleAssignmentLimitExceeded();
}

function requireKnownPrincipal(
  c: ArmContext,
  { state }: Platform,
  { principalId, principalType }: AssignmentRequest,
): void {
  if (state.directory.isVisible(principalId, { principalTypeGiven: principalType !== undefined })) return;
  const tenantId =
    state.subscriptions.get(`/subscriptions/${c.var.target.subscriptionId}`)?.tenantId ?? c.var.caller.tid;
  throw principalNotFound(principalId, tenantId);
}

function deleteAssignment(c: ArmContext, platform: Platform): Response {
  requireScope(c, platform);
  const assignment = platform.state.roleAssignments.get(assignmentId(c));
  if (assignment === undefined) return c.body(null, 204);
  platform.state.roleAssignments.delete(assignment.id);
  platform.events.publish({ kind: 'Delete', outcome: 'Success', resourceId: assignment.id, origin: originOf(c) });
  return c.json(assignment);
}
