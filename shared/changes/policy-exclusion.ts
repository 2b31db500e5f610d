import { uuid5 } from '../lib/uuid5.ts';
import { isCut, textsIn } from '../model/evidence.ts';
import type { Evidence } from '../model/finding.ts';
import type { Permission } from '../model/permission.ts';
import { BACKUP_NAMESPACE } from '../model/policy.ts';
import type { PolicyExclusionRemedy } from '../model/remedy.ts';
import { parseResourceId, partsOf } from '../model/resource-id.ts';
import { setParameter, showAssignment } from '../steps/policy-assignment.ts';
import type { Change } from './define.ts';
import { FITTING } from './preconditions.ts';
import { SUBSCRIPTION } from './samples.ts';

const ASSIGNMENTS = '/providers/microsoft.authorization/policyassignments/';

/**
 * Adds the backup extension's namespace to the excluded namespaces of a policy assignment. It
 * changes that one parameter, and only by adding: effect, enforcement and scope of a policy are not
 * Backstay's to change.
 * https://learn.microsoft.com/azure/aks/policy-reference
 */
export const policyExclusion = {
  kind: 'policyExclusion',
  order: 90,
  allowed: 'whereListed',
  risk: 'changesResource',
  longRunning: false,
  preconditions: FITTING,
  role: {
    title: 'Policy Excluder',
    description: 'Adds the namespace of backups to the exclusions of policy assignments.',
    places: ['clusterSubscription'],
    actions: ['Microsoft.Authorization/policyAssignments/write'],
  },
  review: {
    why: 'takes the namespace of backups out of a policy for clusters',
    beyond: '`policyAssignments/write` allows to weaken any policy of the subscription: prefer to do it manually',
  },
  sentence:
    'Backstay adds the namespace to the excluded namespaces of the policy assignment, and changes nothing else of it.',
  sample: {
    kind: 'policyExclusion',
    assignmentId: `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Authorization/policyAssignments/name`,
    parameter: 'excludedNamespaces',
    namespaces: [],
  },

  key: ({ kind, assignmentId, parameter, namespaces }) =>
    uuid5(kind, assignmentId.toLowerCase(), parameter.toLowerCase(), ...[...namespaces].sort()),
  describe: ({ assignmentId, parameter }) =>
    `Add ${BACKUP_NAMESPACE} to ${parameter} of policy assignment ${assignmentId.split('/').at(-1)}`,
  effect: ({ assignmentId, parameter }) =>
    `Policy assignment ${assignmentId} no longer reaches namespace ${BACKUP_NAMESPACE}, which ${parameter} then lists. Everywhere else it is as strict as before.`,
  undoText: 'Take the namespace off the list again; the policy may then refuse the pods of the backup extension.',
  permissions: permissionsFor,
  lane: () => undefined,
  commands({ remedy: { assignmentId, parameter, namespaces, parameters } }) {
    const subscription = parseResourceId(assignmentId.split('/').slice(0, 3).join('/'));
    if (subscription === undefined) return [];
    const { subscriptionId } = partsOf(subscription);
    // Findings of earlier versions do not have the other parameters, which the command would reset.
    return parameters === undefined
      ? [showAssignment(assignmentId, subscriptionId)]
      : [setParameter(assignmentId, subscriptionId, parameters, [parameter, namespaces])];
  },
  declare: ({ remedy: { assignmentId, parameter, namespaces } }) => ({
    kind: 'part',
    type: 'Microsoft.Authorization/policyAssignments',
    id: assignmentId,
    body: { properties: { parameters: { [parameter]: { value: namespaces } } } },
  }),

  undo: {
    describe: ({ assignmentId, parameter }) =>
      `Take ${BACKUP_NAMESPACE} out of ${parameter} of policy assignment ${assignmentId.split('/').at(-1)} again`,
    permissions: permissionsFor,
    longRunning: false,
    ownName: () => false,
    isSharedWith: ({ assignmentId }, { clusterId }) =>
      clusterId.startsWith(`${assignmentId.toLowerCase().split(ASSIGNMENTS)[0]}/`),
    origin: (before) => (formerExclusions(before) === undefined ? 'unknown' : 'made'),
  },
} satisfies Change<PolicyExclusionRemedy>;

function permissionsFor({ assignmentId }: PolicyExclusionRemedy): readonly Permission[] {
  const at = assignmentId.toLowerCase().lastIndexOf(ASSIGNMENTS);
  const scope = parseResourceId(assignmentId.slice(0, Math.max(at, 0)));
  return scope === undefined
    ? []
    : ['write', 'read'].map((verb) => ({ action: `Microsoft.Authorization/policyAssignments/${verb}`, scope }));
}

/**
 * The parameter as it was before, where the audit log has all of it: a list that was cut cannot be
 * set again.
 */
export function formerExclusions(before: Evidence | undefined) {
  const namespaces = isCut(before, 'namespaces') ? undefined : textsIn(before?.namespaces);
  const setByAssignment = before?.setByAssignment;
  return namespaces === undefined || typeof setByAssignment !== 'boolean' ? undefined : { namespaces, setByAssignment };
}
