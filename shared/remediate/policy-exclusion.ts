import { uuid5 } from '../lib/uuid5.ts';
import type { ActionResult } from '../model/action.ts';
import type { Failure } from '../model/failure.ts';
import type { Evidence } from '../model/finding.ts';
import type { Permission } from '../model/permission.ts';
import { BACKUP_NAMESPACE, takesIn } from '../model/policy.ts';
import type { PolicyExclusionRemedy } from '../model/remedy.ts';
import { parseResourceId } from '../model/resource-id.ts';
import { isCut } from '../rules/bound-finding.ts';
import { observationOf, type Remediator, resultOf } from './define.ts';
import { changedSincePlanned, free, lookFirst, whatDiffers } from './look-first.ts';
import { entryNamed, listIn, withParameter } from './policy-parameter.ts';
import { changedSince, notLookedAt } from './undoing.ts';

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
  permissions: permissionsFor,
  lane: () => undefined,

  undo: {
    describe: ({ assignmentId, parameter }) =>
      `Take ${BACKUP_NAMESPACE} out of ${parameter} of policy assignment ${assignmentId.split('/').at(-1)} again`,
    permissions: permissionsFor,
    longRunning: false,
    ownName: () => false,
    isSharedWith: ({ assignmentId }, { clusterId }) =>
      clusterId.startsWith(`${assignmentId.toLowerCase().split(ASSIGNMENTS)[0]}/`),
    origin: (before) => (formerOf(before) === undefined ? 'unknown' : 'made'),

    async observe({ assignmentId, parameter }, _, arm) {
      return observationOf(await arm.getPolicyAssignment(assignmentId), (read) => {
        const namespaces = listIn(entryNamed(read.assignment.parameters, parameter)?.[1]) ?? [];
        return namespaces.includes(BACKUP_NAMESPACE)
          ? { state: 'absent' }
          : { state: 'done', after: { assignment: assignmentId, namespaces } };
      });
    },

    async apply({ assignmentId, parameter }, { before }, arm): Promise<ActionResult> {
      const answer = await arm.getPolicyAssignment(assignmentId);
      const { trace } = answer;
      if (!answer.ok) return { status: 'failed', failure: notLookedAt(answer.failure), trace };
      const { assignment, body } = answer.value;

      const set = entryNamed(assignment.parameters, parameter);
      const now = set === undefined ? [] : listIn(set[1]);
      if (now === undefined) return { status: 'failed', failure: unreadable(parameter), trace };
      const former = formerOf(before);
      if (!now.includes(BACKUP_NAMESPACE)) {
        return { status: 'alreadyDone', after: { assignment: assignmentId, parameter, namespaces: now }, trace };
      }
      if (former === undefined || !isSame(now, [...former.namespaces, BACKUP_NAMESPACE])) {
        const what = `${parameter} of policy assignment ${assignmentId} lists other namespaces by now.`;
        return { status: 'failed', failure: changedSince(what), trace };
      }
      const value = former.setByAssignment ? former.namespaces : undefined;
      const written = await arm.putPolicyAssignment(
        assignmentId,
        withParameter(body, set?.[0] ?? parameter, value),
        answer,
      );
      const after = { assignment: assignmentId, parameter, namespaces: former.namespaces };
      return resultOf(written, after, { assignment: assignmentId, parameter, namespaces: now });
    },
  },

  async observe({ assignmentId, parameter }, arm) {
    return observationOf(await arm.getPolicyAssignment(assignmentId), (read) => {
      const namespaces = listIn(entryNamed(read.assignment.parameters, parameter)?.[1]);
      const done = namespaces !== undefined && takesIn(namespaces, BACKUP_NAMESPACE);
      return done ? { state: 'done', after: { assignment: assignmentId, namespaces } } : { state: 'absent' };
    });
  },

  async apply({ assignmentId, parameter, namespaces: seen }, _, arm): Promise<ActionResult> {
    // While the assignment leaves it out the default counts, which would be lost without what was seen of it.
    const then = withoutBackup(seen);
    return lookFirst(
      await arm.getPolicyAssignment(assignmentId),
      (writable) => {
        const set = entryNamed(writable.assignment.parameters, parameter);
        const now = set === undefined ? then : listIn(set[1]);
        if (now === undefined) return { state: 'failed', failure: unreadable(parameter) };
        if (takesIn(now, BACKUP_NAMESPACE)) {
          return { state: 'done', after: { assignment: assignmentId, namespaces: now } };
        }
        const changed = whatDiffers({ [parameter]: then }, { [parameter]: now });
        return changed === undefined ? free(writable) : changedSincePlanned(changed);
      },
      async (over) => {
        const { assignment, body } = over.value;
        const set = entryNamed(assignment.parameters, parameter);
        const namespaces = [...then, BACKUP_NAMESPACE];
        const wanted = withParameter(body, set?.[0] ?? parameter, namespaces);
        const before = { assignment: assignmentId, parameter, namespaces: then, setByAssignment: set !== undefined };
        const after = { assignment: assignmentId, parameter, namespaces };
        return resultOf(await arm.putPolicyAssignment(assignmentId, wanted, over), after, before);
      },
    );
  },
};

function permissionsFor({ assignmentId }: PolicyExclusionRemedy): readonly Permission[] {
  const at = assignmentId.toLowerCase().lastIndexOf(ASSIGNMENTS);
  const scope = parseResourceId(assignmentId.slice(0, Math.max(at, 0)));
  return scope === undefined
    ? []
    : ['write', 'read'].map((verb) => ({ action: `Microsoft.Authorization/policyAssignments/${verb}`, scope }));
}

/** What the record tells of the parameter as it was. */
function formerOf(before: Evidence | undefined) {
  // A list that was too long for the audit log cannot be put back.
  const namespaces = isCut(before, 'namespaces') ? undefined : listIn(before?.namespaces);
  const setByAssignment = before?.setByAssignment;
  return namespaces === undefined || typeof setByAssignment !== 'boolean' ? undefined : { namespaces, setByAssignment };
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return [...one].sort().join('\n') === [...other].sort().join('\n');
}

function withoutBackup(namespaces: readonly string[]): readonly string[] {
  return namespaces.filter((each) => each !== BACKUP_NAMESPACE);
}

function unreadable(parameter: string): Failure {
  const message = `The parameter ${parameter} of the policy assignment is no list of namespaces.`;
  return { class: 'permanent', code: 'UnreadableParameter', message };
}
