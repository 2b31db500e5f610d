import { createMiddleware } from 'hono/factory';
import { z } from 'zod';
import type { Platform } from '../platform.ts';
import {
  authorizationFailed,
  denyAssignmentAuthorizationFailed,
  linkedAuthorizationFailed,
} from '../providers/authorization/authorization-errors.ts';
import type {
  ConditionFacts,
  RoleAssignmentAttributes,
} from '../providers/authorization/conditions/evaluate-condition.ts';
import { findDenyAssignment } from '../providers/authorization/deny-assignments.ts';
import { linkedOperations } from '../providers/authorization/linked-operations.ts';
import { findCustomRole, roleGuidOf } from '../providers/authorization/roles.ts';
import type { ArmContext, ArmEnv } from './arm-env.ts';
import { operationOf, pathOf, type RequestedOperation } from './requested-operation.ts';

/**
 * Lets through only what the caller may do, before anything is said of what is there and what is
 * not: who may not read a scope does not learn whether it exists.
 */
export function authorize(platform: Platform) {
  return createMiddleware<ArmEnv>(async (c, next) => {
    if (!isOpenToAll(c)) requireRights(c, platform);
    await next();
  });
}

/** Requests of every caller with a token: the answers leave out what the caller may not see. */
function isOpenToAll(c: ArmContext): boolean {
  const { namespace, type, subscriptionId } = c.var.target;
  if (namespace === 'microsoft.resourcegraph') return true;
  return c.req.method === 'GET' && namespace === undefined && subscriptionId === undefined && type === 'subscriptions';
}

function requireRights(c: ArmContext, platform: Platform): void {
  const { access } = platform;
  const { caller } = c.var;
  const asked = operationOf(c);
  const body = parse(c.var.bodyText);
  const judge = ({ name, scope }: RequestedOperation) =>
    access.judge({ principalId: caller.oid, action: name, scope, attributes: attributesOf(c, platform, body) });

  for (const operation of [asked, ...atAssignableScopes(c, platform, asked, body)]) {
    const judgement = judge(operation);
    if (judgement !== 'allowed') {
      throw authorizationFailed(caller, operation, judgement === 'conditionDenied' || isConditional(operation));
    }
    const denying = findDenyAssignment(platform.state, caller.oid, operation);
    if (denying !== undefined) throw denyAssignmentAuthorizationFailed(caller, operation, denying);
  }
  for (const linked of linkedOperations(asked, body)) {
    if (judge(linked) !== 'allowed') throw linkedAuthorizationFailed(caller, asked, linked);
  }
}

/** Of what conditions can speak of, Azure says so whether or not there was one. */
function isConditional({ name }: RequestedOperation): boolean {
  return /^Microsoft\.Authorization\/roleAssignments\/(write|delete)$/i.test(name);
}

const roleSchema = z.object({ properties: z.object({ assignableScopes: z.array(z.string()) }) });

/**
 * Defining a role needs the right to at all its scopes.
 * https://learn.microsoft.com/azure/role-based-access-control/custom-roles
 */
function atAssignableScopes(
  c: ArmContext,
  { state }: Platform,
  { name }: RequestedOperation,
  body: unknown,
): readonly RequestedOperation[] {
  if (!/^Microsoft\.Authorization\/roleDefinitions\/(write|delete)$/.test(name)) return [];
  const scopes = [
    ...(roleSchema.safeParse(body).data?.properties.assignableScopes ?? []),
    ...(findCustomRole(state, pathOf(c))?.properties.assignableScopes ?? []),
  ];
  return scopes.map((scope) => ({ name, scope }));
}

const text = z.string().optional().catch(undefined);
const grantSchema = z.object({
  properties: z.object({ roleDefinitionId: text, principalId: text, principalType: text }),
});

/** The input of a condition: the requested role assignment, and the existing one. */
function attributesOf(c: ArmContext, { state }: Platform, body: unknown): ConditionFacts['attributes'] {
  return {
    // The body of a deletion has no meaning.
    Request: c.req.method === 'PUT' ? readAttributes(grantSchema.safeParse(body).data?.properties) : {},
    Resource: readAttributes(state.roleAssignments.get(pathOf(c))?.properties),
  };
}

function readAttributes(properties: z.infer<typeof grantSchema>['properties'] | undefined): RoleAssignmentAttributes {
  const { roleDefinitionId, principalId, principalType } = properties ?? {};
  return {
    ...(roleDefinitionId !== undefined && { RoleDefinitionId: roleGuidOf(roleDefinitionId) }),
    ...(principalId !== undefined && { PrincipalId: principalId }),
    ...(principalType !== undefined && { PrincipalType: principalType }),
  };
}

/** A body that is no JSON is refused later, by its reader. */
function parse(bodyText: string): unknown {
  // Most requests have none, and an exception for each of them costs more than their authorization.
  if (bodyText === '') return undefined;
  try {
    return JSON.parse(bodyText);
  } catch {
    return undefined;
  }
}
