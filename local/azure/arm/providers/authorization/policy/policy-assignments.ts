import type { Platform } from '../../../platform.ts';
import { type ArmApp, type ArmContext, originOf } from '../../../server/arm-env.ts';
import { gatewayError, serviceError } from '../../../server/errors.ts';
import { pageOf } from '../../../server/paging.ts';
import { readBody } from '../../../server/request-body.ts';
import { stampSystemData } from '../../../server/system-data.ts';
import { isManagementGroup } from '../../../state/scope-relation.ts';
import type { PolicyAssignment } from './policy-assignment.ts';
import { assignmentPatchSchema, assignmentPutSchema, propertiesFromPut } from './policy-assignment-request.ts';
import { givePolicyIdentity, type PolicyIdentityWish } from './policy-identity.ts';
import { requirePolicyScope, selectAt } from './policy-scope.ts';

const ASSIGNMENTS = '/:scope/providers/microsoft.authorization/policyassignments';
const TYPE = 'Microsoft.Authorization/policyAssignments';

/**
 * https://learn.microsoft.com/rest/api/policy/policy-assignments. What is assigned is listed, not
 * enforced.
 */
export function routePolicyAssignments(app: ArmApp, platform: Platform): void {
  const { policyAssignments } = platform.state;

  app.get(ASSIGNMENTS, (c) => {
    const selected = selectAt(policyAssignments.all(), requirePolicyScope(c, platform), {
      filter: c.req.query('$filter'),
      targetName: 'policyDefinitionId',
      read: ({ properties }) => ({ scope: properties.scope, target: properties.policyDefinitionId }),
    });
    return c.json(pageOf(c, platform, selected.slice(0, readTop(c))));
  });
  app.get(`${ASSIGNMENTS}/:name`, (c) => c.json(requireAssignment(c, platform)));
  app.put(`${ASSIGNMENTS}/:name`, (c) => putAssignment(c, platform));
  app.patch(`${ASSIGNMENTS}/:name`, (c) => patchAssignment(c, platform));
  app.delete(`${ASSIGNMENTS}/:name`, (c) => {
    requirePolicyScope(c, platform);
    const assignment = policyAssignments.get(assignmentId(c));
    if (assignment === undefined) return c.body(null, 204);
    platform.state.remove(assignment.id);
    tellAbout(c, platform, assignment, 'Delete');
    return c.json(assignment);
  });
}

function readTop(c: ArmContext): number {
  const top = c.req.query('$top') ?? '1000';
  if (/^\d{1,4}$/.test(top) && Number(top) >= 1 && Number(top) <= 1000) return Number(top);
  throw serviceError(400, 'InvalidTopInQueryString', `The value '${top}' of $top is not between 1 and 1000.`);
}

function assignmentId(c: ArmContext): string {
  return `${c.req.param('scope')}/providers/${TYPE}/${c.req.param('name')}`;
}

function requireAssignment(c: ArmContext, platform: Platform): PolicyAssignment {
  requirePolicyScope(c, platform);
  const assignment = platform.state.policyAssignments.get(assignmentId(c));
  if (assignment !== undefined) return assignment;
  throw serviceError(404, 'PolicyAssignmentNotFound', `The policy assignment '${c.req.param('name')}' is not found.`);
}

function putAssignment(c: ArmContext, platform: Platform): Response {
  const scope = requirePolicyScope(c, platform);
  const name = c.req.param('name') ?? '';
  requireValidName(name, scope);
  const { location, identity, properties } = readBody(c, assignmentPutSchema);
  const current = platform.state.policyAssignments.get(assignmentId(c));
  const id = current?.id ?? assignmentId(c);
  const assignment = platform.state.policyAssignments.set({
    properties: propertiesFromPut(platform.state, name, scope, properties),
    id,
    type: TYPE,
    name: current?.name ?? name,
    location,
    identity: identity && identityFor(c, platform, { id, location, wish: identity, current }),
    systemData: stampSystemData(c, platform.timeline, current?.systemData),
  });
  tellAbout(c, platform, assignment, 'Write');
  // 201 for an update as well: the specification knows no other.
  return c.json(assignment, 201);
}

function patchAssignment(c: ArmContext, platform: Platform): Response {
  const current = requireAssignment(c, platform);
  const { location = current.location, identity, properties } = readBody(c, assignmentPatchSchema);
  const assignment = platform.state.policyAssignments.set({
    ...current,
    location,
    identity: identity
      ? identityFor(c, platform, { id: current.id, location, wish: identity, current })
      : current.identity,
    properties: { ...current.properties, ...properties },
    systemData: stampSystemData(c, platform.timeline, current.systemData),
  });
  tellAbout(c, platform, assignment, 'Write');
  return c.json(assignment);
}

/**
 * https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftauthorization
 */
function requireValidName(name: string, scope: string): void {
  const longest = isManagementGroup(scope) ? 24 : 64;
  if (name.length <= longest && /^[^<>%&\\?/#:*]+$/.test(name) && !/[ .]$/.test(name)) return;
  throw serviceError(400, 'InvalidPolicyAssignmentName', `The policy assignment name '${name}' is invalid.`);
}

interface Holder {
  readonly id: string;
  readonly location: string | undefined;
  readonly wish: PolicyIdentityWish;
  readonly current: PolicyAssignment | undefined;
}

function identityFor(c: ArmContext, platform: Platform, { id, location, wish, current }: Holder) {
  if (location === undefined && wish.type !== 'None') {
    throw gatewayError(400, 'LocationRequired', 'The location property is required for this definition.');
  }
  return givePolicyIdentity(platform, id, wish, { tenantId: c.var.caller.tid, current: current?.identity });
}

/** Only changes within a subscription reach the events of subscriptions. */
function tellAbout(c: ArmContext, { events }: Platform, { id }: PolicyAssignment, kind: 'Write' | 'Delete'): void {
  if (c.var.target.subscriptionId === undefined) return;
  events.publish({ kind, outcome: 'Success', resourceId: id, origin: originOf(c) });
}
