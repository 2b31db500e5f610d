import { formerExclusions } from '../changes/policy-exclusion.ts';
import type { ActionResult } from '../model/action.ts';
import { textsIn } from '../model/evidence.ts';
import type { Failure } from '../model/failure.ts';
import { BACKUP_NAMESPACE, takesIn } from '../model/policy.ts';
import type { PolicyExclusionRemedy } from '../model/remedy.ts';
import { observationOf, type Remediator, resultOf } from './define.ts';
import { changedSincePlanned, free, lookFirst, whatDiffers } from './look-first.ts';
import { entryNamed, withParameter } from './policy-parameter.ts';
import { changedSince, notLookedAt } from './undoing.ts';

/**
 * Adds the backup extension's namespace to the excluded namespaces of a policy assignment. It
 * changes that one parameter, and only by adding: effect, enforcement and scope of a policy are not
 * Backstay's to change.
 * https://learn.microsoft.com/azure/aks/policy-reference
 */
export const policyExclusion = {
  undo: {
    async observe({ assignmentId, parameter }, _, arm) {
      return observationOf(await arm.getPolicyAssignment(assignmentId), (read) => {
        const namespaces = textsIn(entryNamed(read.assignment.parameters, parameter)?.[1]) ?? [];
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
      const now = set === undefined ? [] : textsIn(set[1]);
      if (now === undefined) return { status: 'failed', failure: unreadable(parameter), trace };
      const former = formerExclusions(before);
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
      const namespaces = textsIn(entryNamed(read.assignment.parameters, parameter)?.[1]);
      const done = namespaces !== undefined && takesIn(namespaces, BACKUP_NAMESPACE);
      return done ? { state: 'done', after: { assignment: assignmentId, namespaces } } : { state: 'absent' };
    });
  },

  async apply({ assignmentId, parameter, namespaces: seen }, _, arm): Promise<ActionResult> {
    // While the assignment leaves it out the default counts, which would be lost without what was
    // seen of it.
    const then = withoutBackup(seen);
    return lookFirst(
      await arm.getPolicyAssignment(assignmentId),
      (writable) => {
        const set = entryNamed(writable.assignment.parameters, parameter);
        const now = set === undefined ? then : textsIn(set[1]);
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
} satisfies Remediator<PolicyExclusionRemedy>;

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
