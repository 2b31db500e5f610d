import { type ClusterId, parseResourceId, partsOf } from '../model/resource-id.ts';
import type { Arm, ArmResult } from '../ports/arm.ts';
import { API_VERSIONS } from './api-versions.ts';
import { UnreadableAnswer } from './ask.ts';
import type { Connection } from './connection.ts';
import { parseJson } from './error-body.ts';
import { messageForPeople } from './failures.ts';
import { beginWrite } from './long-writes.ts';
import { writableAssignment } from './policy-assignment-body.ts';
import { readAssignment } from './policy-shapes.ts';
import { restList } from './rest-list.ts';
import { isRecord } from './shapes.ts';

type Calls = Pick<
  Arm,
  'listPolicyAssignments' | 'listPolicyAssignmentsIn' | 'getPolicyAssignment' | 'putPolicyAssignment'
>;

const ASSIGNMENTS = '/providers/Microsoft.Authorization/policyAssignments';

/** Assignments of Azure Policy; what they assign is in policy-definitions.ts. */
export function policyCalls(connection: Connection): Calls {
  const { ask, rest } = connection;
  const version = { 'api-version': API_VERSIONS.policyAssignments };

  return {
    async listPolicyAssignments(clusterId) {
      const { subscriptionId, resourceGroup } = partsOf(clusterId);
      const client = await rest();
      // The group's list has what stands above it and what is assigned to resources in it. The list
      // of a resource is specified only for resources that are parts of others.
      return ask(
        () =>
          restList(client, `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}${ASSIGNMENTS}`, version),
        (items) => items.map(readAssignment).filter(({ scope }) => isAtOrAbove(scope, clusterId)),
      );
    },
    async listPolicyAssignmentsIn(subscriptionId) {
      const client = await rest();
      return ask(
        () => restList(client, `/subscriptions/${subscriptionId}${ASSIGNMENTS}`, version),
        (items) => items.map(readAssignment),
      );
    },
    async getPolicyAssignment(assignmentId) {
      const path = assignmentPath(assignmentId);
      if (path === undefined) return notAnAssignment(assignmentId);
      const client = await rest();
      return ask(
        async () => client.pathUnchecked(path).get({ queryParameters: version }),
        (_, raw) => {
          const body = parseJson(raw.bodyAsText ?? '');
          if (!isRecord(body)) throw new UnreadableAnswer('a policy assignment that is no object');
          return { assignment: readAssignment(body), body: writableAssignment(body) };
        },
      );
    },
    async putPolicyAssignment(assignmentId, body) {
      const path = assignmentPath(assignmentId);
      if (path === undefined) return notAnAssignment(assignmentId);
      return beginWrite(connection, { method: 'put', path, apiVersion: API_VERSIONS.policyAssignments, body });
    },
  };

  function notAnAssignment(assignmentId: string): ArmResult<never> {
    const message = `${messageForPeople(assignmentId)} is no policy assignment at a subscription or below.`;
    const trace = { call: 'not sent', at: connection.clock.now().toISOString() };
    return { ok: false, failure: { class: 'permanent', code: 'InvalidPolicyAssignment', message }, trace };
  }
}

/** The list holds no management groups but those above. */
function isAtOrAbove(scope: string, clusterId: ClusterId): boolean {
  return !scope.startsWith('/subscriptions/') || clusterId === scope || clusterId.startsWith(`${scope}/`);
}

/**
 * `undefined` for all but assignments at a subscription or below: no other address is written to.
 */
function assignmentPath(assignmentId: string): string | undefined {
  const at = assignmentId.toLowerCase().lastIndexOf(`${ASSIGNMENTS.toLowerCase()}/`);
  const scope = at < 0 ? undefined : parseResourceId(assignmentId.slice(0, at));
  const name = assignmentId.slice(at + ASSIGNMENTS.length + 1);
  // ARM takes neither of / and \ in a name, and dots alone would climb.
  const proper = name !== '' && !/[/\\]|^\.+$/.test(name);
  return scope !== undefined && proper ? `${scope}${ASSIGNMENTS}/${encodeURIComponent(name)}` : undefined;
}
