import { z } from 'zod';
import type { ArmState } from '../../state/arm-state.ts';
import type { Timeline } from '../../timeline.ts';
import { parseCondition } from './conditions/parse-condition.ts';
import { PRINCIPAL_TYPES } from './role-assignment.ts';

import { findCustomRole, isAssignableAt, permissionsOf } from './roles.ts';

/**
 * Custom roles and role assignments as `bicep snapshot` writes them down; every other prediction is
 * not a right and is left alone.
 * https://learn.microsoft.com/azure/azure-resource-manager/bicep/bicep-cli#snapshot
 */
export interface DeployedRights {
  readonly predictedResources: readonly PredictedResource[];
}

export interface PredictedResource {
  readonly id: string;
  readonly type: string;
  readonly properties?: unknown;
}

const ROLE = 'Microsoft.Authorization/roleDefinitions';
const ASSIGNMENT = 'Microsoft.Authorization/roleAssignments';

/** A value that is only known at the deployment is an expression in brackets. */
const known = z.string().regex(/^(?!\[)/, 'is an expression that was left to the deployment');
const actions = z.array(z.string()).default([]);

export const permissionSchema = z.object({
  actions,
  notActions: actions,
  dataActions: actions,
  notDataActions: actions,
});

const roleSchema = z.object({
  roleName: known,
  description: z.string().default(''),
  assignableScopes: z.array(known).min(1),
  permissions: z.array(permissionSchema).min(1),
});

const assignmentSchema = z.object({
  roleDefinitionId: known,
  principalId: z.guid(),
  principalType: z.enum(PRINCIPAL_TYPES).default('ServicePrincipal'),
  condition: z.string().nullish(),
  conditionVersion: z.literal('2.0').nullish(),
  description: z.string().nullish(),
});

/**
 * Adds deployed rights, as if they were old: they are active at once.
 *
 * @throws Error that names the resource which is wrong, when Azure would not have deployed it
 *   either.
 */
export function deployRights(state: ArmState, timeline: Timeline, { predictedResources }: DeployedRights): void {
  const now = timeline.now().toISOString();
  const stamps = { createdOn: now, updatedOn: now, createdBy: null };

  for (const { id, properties } of ofType(predictedResources, ROLE)) {
    const role = read(id, roleSchema, properties);
    state.customRoles.set({
      id,
      type: ROLE,
      name: nameIn(id),
      properties: { ...role, type: 'CustomRole', ...stamps, updatedBy: null },
    });
  }
  for (const { id, properties } of ofType(predictedResources, ASSIGNMENT)) {
    const { condition = null, conditionVersion, description = null, ...grant } = read(id, assignmentSchema, properties);
    if (permissionsOf(state, grant.roleDefinitionId) === undefined) {
      throw new Error(`Deployed right ${id}: there is no role ${grant.roleDefinitionId}.`);
    }
    requireAssignable(state, id, grant.roleDefinitionId);
    if (condition !== null) requireReadable(id, condition);
    state.directory.knowCaller(grant.principalId);
    state.roleAssignments.set({
      id,
      type: ASSIGNMENT,
      name: nameIn(id),
      properties: {
        ...grant,
        ...stamps,
        updatedBy: '',
        scope: scopeIn(id),
        condition,
        conditionVersion: condition === null ? null : (conditionVersion ?? '2.0'),
        description,
        delegatedManagedIdentityResourceId: null,
      },
    });
  }
}

function ofType(resources: readonly PredictedResource[], wanted: string): readonly PredictedResource[] {
  return resources.filter(({ type }) => type.toLowerCase() === wanted.toLowerCase());
}

function read<T>(id: string, schema: z.ZodType<T>, properties: unknown): T {
  if (!known.safeParse(id).success) throw new Error(`Deployed right ${id}: the id was left to the deployment.`);
  const result = schema.safeParse(properties);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new Error(`Deployed right ${id}: ${issue?.path.join('.')}: ${issue?.message}.`);
}

/**
 * https://learn.microsoft.com/azure/role-based-access-control/custom-roles#custom-role-properties,
 * `AssignableScopes`
 */
function requireAssignable(state: ArmState, id: string, roleDefinitionId: string): void {
  const role = findCustomRole(state, roleDefinitionId);
  if (role === undefined || isAssignableAt(role, scopeIn(id))) return;
  throw new Error(
    `Deployed right ${id}: its role may be assigned only at ${role.properties.assignableScopes.join(', ')}.`,
  );
}

function requireReadable(id: string, condition: string): void {
  try {
    parseCondition(condition);
  } catch (error) {
    throw new Error(`Deployed right ${id}: the condition is wrong, ${error instanceof Error ? error.message : error}.`);
  }
}

function nameIn(id: string): string {
  return id.split('/').at(-1) ?? '';
}

/** The parent of an extension resource. */
function scopeIn(id: string): string {
  return id.slice(0, id.toLowerCase().lastIndexOf('/providers/microsoft.authorization/')) || '/';
}
