import type { WritableAssignment } from '../azure/arm.ts';
import { uuid5 } from '../lib/uuid5.ts';
import type { ActionResult } from '../model/action.ts';
import type { Failure } from '../model/failure.ts';
import { BACKUP_NAMESPACE, type ParameterValues, takesIn } from '../model/policy.ts';
import type { PolicyExclusionRemedy } from '../model/remedy.ts';
import { parseResourceId } from '../model/resource-id.ts';
import { observationOf, type Remediator, resultOf } from './define.ts';

const ASSIGNMENTS = '/providers/microsoft.authorization/policyassignments/';

/**
 * Adds the backup extension's namespace to the excluded namespaces of a policy assignment. It changes that one parameter,
 * and only by adding: effect, enforcement and scope of a policy are not Backstay's to change.
 * https://learn.microsoft.com/azure/aks/policy-reference
 */
export const policyExclusion: Remediator<PolicyExclusionRemedy> = {
  kind: 'policyExclusion',
  risk: 'changesResource',
  longRunning: false,

  key: ({ kind, assignmentId, parameter, namespaces }) =>
    uuid5(kind, assignmentId.toLowerCase(), parameter.toLowerCase(), ...[...namespaces].sort()),
  describe: ({ assignmentId, parameter }) =>
    `Add ${BACKUP_NAMESPACE} to ${parameter} of policy assignment ${assignmentId.split('/').at(-1)}`,
  effect: ({ assignmentId, parameter }) =>
    `Policy assignment ${assignmentId.split('/').at(-1)} no longer reaches namespace ${BACKUP_NAMESPACE}, which ${parameter} then lists; everywhere else it is as strict as before.`,
  undoText: 'Take the namespace off the list again; the policy may then refuse the pods of the backup extension.',
  permissions({ assignmentId }) {
    const at = assignmentId.toLowerCase().lastIndexOf(ASSIGNMENTS);
    const scope = parseResourceId(assignmentId.slice(0, Math.max(at, 0)));
    return scope === undefined
      ? []
      : [
          { action: 'Microsoft.Authorization/policyAssignments/write', scope },
          { action: 'Microsoft.Authorization/policyAssignments/read', scope },
        ];
  },
  lane: () => undefined,

  async observe({ assignmentId, parameter }, arm) {
    return observationOf(await arm.getPolicyAssignment(assignmentId), (read) => {
      const namespaces = listIn(entryNamed(read.assignment.parameters, parameter)?.[1]);
      const done = namespaces !== undefined && takesIn(namespaces, BACKUP_NAMESPACE);
      return done ? { state: 'done', after: { assignment: assignmentId, namespaces } } : { state: 'absent' };
    });
  },

  async apply({ assignmentId, parameter, namespaces: seen }, arm): Promise<ActionResult> {
    // Afresh: what somebody else has changed since the facts were read must not be undone.
    const answer = await arm.getPolicyAssignment(assignmentId);
    const { trace } = answer;
    if (!answer.ok) return { status: 'failed', failure: answer.failure, trace };
    const { assignment, body } = answer.value;

    const set = entryNamed(assignment.parameters, parameter);
    // While the assignment leaves it out the default counts, which would be lost without what was seen of it.
    const now = set === undefined ? withoutBackup(seen) : listIn(set[1]);
    if (now === undefined) return { status: 'failed', failure: unreadable(parameter), trace };
    if (takesIn(now, BACKUP_NAMESPACE)) {
      return { status: 'alreadyDone', after: { assignment: assignmentId, namespaces: now }, trace };
    }
    const namespaces = [...now, BACKUP_NAMESPACE];
    const written = await arm.putPolicyAssignment(assignmentId, withValue(body, set?.[0] ?? parameter, namespaces));
    const before = { assignment: assignmentId, parameter, namespaces: now, setByAssignment: set !== undefined };
    return resultOf(written, { assignment: assignmentId, parameter, namespaces }, before);
  },
};

function withValue(body: WritableAssignment['body'], parameter: string, value: readonly string[]) {
  const properties = recordIn(body.properties);
  const parameters = recordIn(properties.parameters);
  const changed = { ...recordIn(parameters[parameter]), value };
  return { ...body, properties: { ...properties, parameters: { ...parameters, [parameter]: changed } } };
}

function withoutBackup(namespaces: readonly string[]): readonly string[] {
  return namespaces.filter((each) => each !== BACKUP_NAMESPACE);
}

function entryNamed(values: ParameterValues, parameter: string): readonly [string, unknown] | undefined {
  return Object.entries(values).find(([name]) => name.toLowerCase() === parameter.toLowerCase());
}

function listIn(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) && value.every((each) => typeof each === 'string') ? value : undefined;
}

function recordIn(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function unreadable(parameter: string): Failure {
  const message = `The parameter ${parameter} of the policy assignment is no list of namespaces.`;
  return { class: 'permanent', code: 'UnreadableParameter', message };
}
