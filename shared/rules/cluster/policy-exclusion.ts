import type { Outcome } from '../../model/finding.ts';
import { BACKUP_NAMESPACE, type GatekeeperPolicies, type GatekeeperPolicy } from '../../model/policy.ts';
import { parseResourceId, partsOf, type ResourceId } from '../../model/resource-id.ts';
import { az } from '../../steps/az.ts';
import { showAssignment } from '../../steps/policy-assignment.ts';
import { decision, kubectl, note } from '../../steps/step.ts';
import { cannotTell, defineRule, manual, missing, notApplicable, satisfied } from '../define-rule.ts';
import { giveRights } from '../read-by.ts';
import { reachOf } from './policy-reach.ts';
import { stepsToExclude } from './policy-steps.ts';

export const policyExclusion = defineRule({
  id: 'BKS-208',
  slug: 'policy-exclusion',
  title: 'Azure Policy spares the namespace of the backup extension',
  failureTitle: 'Azure Policy denies what the backup extension does',
  why: 'Gatekeeper refuses the pods and snapshots of the backup extension where a policy denies them in its namespace.',
  severity: 'required',
  confirmable: ['PolicyByLabel', 'PolicyDefinitionUnreadable', 'PolicyUnclear'],
  docs: 'https://learn.microsoft.com/azure/aks/policy-reference',
  serviceErrors: ['UserErrorPVSnapshotDisallowedByPolicy'],
  fix: 'policyExclusion',
  byHand: [
    az('policy assignment show', { subscription: 'SUBSCRIPTION', name: 'ASSIGNMENT', scope: 'SCOPE' }),
    note(`Write all its parameters again, with ${BACKUP_NAMESPACE} among the excluded namespaces:`),
    az('policy assignment update', {
      ...{ subscription: 'SUBSCRIPTION', name: 'ASSIGNMENT', scope: 'SCOPE' },
      params: 'ALL-PARAMETERS-AS-JSON',
    }),
  ],
  needs: ['cluster', 'gatekeeperPolicies'],

  evaluate({ cluster, gatekeeperPolicies: read }) {
    if (read === 'absent') {
      return notApplicable('NoPolicyAddon', `Cluster ${cluster.name} has no Azure Policy add-on.`);
    }
    const reaching = read.policies.filter((policy) => reachOf(policy) === 'reaches');
    // One that Backstay can mend comes before one that it has to ask a person for.
    const first = reaching.find(isMendable) ?? reaching[0];
    if (first === undefined) return judgeTheRest(read, cluster.id);

    const message = `Policy assignment ${first.assignmentName} denies by "${first.policy}" in ${BACKUP_NAMESPACE}.`;
    const evidence = {
      ...evidenceOf(read),
      assignment: first.assignmentId,
      effect: first.effect ?? null,
      namespaces: first.namespaces ?? null,
      excludedNamespaces: first.excludedNamespaces ?? null,
      reaching: reaching.map(nameOf),
    };
    const { assignmentId, excludedNamespaces: excluded, excludedNamespacesParameter: parameter } = first;
    if (!isMendable(first) || parameter === undefined || excluded === undefined) {
      const reason = parameter === undefined ? 'NoParameter' : 'AboveSubscription';
      return manual(reason, message, stepsToExclude(first, cluster.id), evidence);
    }
    const namespaces = [...excluded, BACKUP_NAMESPACE];
    const parameters = first.assignmentParameters;
    const remedy = { kind: 'policyExclusion', assignmentId, parameter, namespaces, parameters } as const;
    return missing('PolicyExclusionMissing', message, remedy, evidence);
  },
});

/** No policy applies for certain; unreadable or unclear ones may. */
function judgeTheRest(read: GatekeeperPolicies, clusterId: ResourceId): Outcome {
  const unclear = read.policies.filter((policy) => reachOf(policy) === 'unclear');
  const unseen = read.unseen.map(({ definitionId }) => definitionId);
  const evidence = { ...evidenceOf(read), unclear: unclear.map(nameOf), unseen };
  const [firstUnseen] = read.unseen;
  const [firstUnclear] = unclear;
  if (firstUnseen === undefined && firstUnclear === undefined) {
    const message = `No policy denies anything in ${BACKUP_NAMESPACE}: ${read.policies.length} of Gatekeeper checked.`;
    return satisfied('PolicyExclusionPresent', message, evidenceOf(read));
  }
  if (firstUnseen === undefined && firstUnclear !== undefined && unclear.every(isByLabel)) {
    return cannotTell(
      'PolicyByLabel',
      `Policy assignment ${firstUnclear.assignmentName} denies pods with certain labels by "${firstUnclear.policy}". Whether the pods of the extension have them is not known.`,
      [
        decision('Compare its labelSelector with the labels of the pods:', 'causeUnknown'),
        kubectl('get', 'pods', '--namespace', BACKUP_NAMESPACE, '--show-labels'),
        ...stepsToExclude(firstUnclear, clusterId),
      ],
      evidence,
    );
  }
  const assignments = [...new Set([...unclear, ...read.unseen].map(({ assignmentId }) => assignmentId))];
  const steps = [
    ...(firstUnseen === undefined ? [] : [giveRights('gatekeeperPolicies')]),
    note(`Check whether it denies anything in ${BACKUP_NAMESPACE}:`),
    ...assignments.map((id) => showAssignment(id, partsOf(clusterId).subscriptionId)),
  ];
  return firstUnseen === undefined
    ? cannotTell('PolicyUnclear', `${assignments.length} policy assignments may deny backups.`, steps, evidence)
    : cannotTell(
        'PolicyDefinitionUnreadable',
        `The policy definition ${firstUnseen.definitionId} was not seen.`,
        steps,
        evidence,
      );
}

/** Nothing but its label selector leaves it open whether the policy reaches. */
function isByLabel(policy: GatekeeperPolicy): boolean {
  return reachOf({ ...policy, allLabels: true }) === 'reaches';
}

/**
 * Backstay writes no assignment of a management group: it would change clusters that no profile
 * names.
 */
function isMendable(policy: GatekeeperPolicy): boolean {
  const { assignmentScope, excludedNamespaces, excludedNamespacesParameter } = policy;
  const inSubscription = parseResourceId(assignmentScope) !== undefined;
  return inSubscription && excludedNamespaces !== undefined && excludedNamespacesParameter !== undefined;
}

function evidenceOf({ assignments, policies }: GatekeeperPolicies) {
  return { assignments, gatekeeperPolicies: policies.length };
}

function nameOf({ assignmentId, referenceId, policy }: GatekeeperPolicy): string {
  return `${assignmentId}: ${referenceId || policy}`;
}
