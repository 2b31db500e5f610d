import { partsOf } from '../../model/resource-id.ts';
import { az } from '../../steps/az.ts';
import { showAssignment } from '../../steps/policy-assignment.ts';
import { decision } from '../../steps/step.ts';
import { cannotTell, defineRule, satisfied } from '../define-rule.ts';
import { giveRights } from '../read-by.ts';
import { policiesThat } from './arm-policies.ts';
import { createdThings } from './created-things.ts';

export const policiesClear = defineRule({
  id: 'BKS-117',
  slug: 'policies-clear',
  title: 'Every policy that may meet what backups create can be judged',
  failureTitle: 'A policy may refuse what backups create',
  why: 'Some policies decide by more than type, location and tags, and Backstay cannot determine whether they refuse backups.',
  severity: 'recommended',
  docs: 'https://learn.microsoft.com/azure/governance/policy/concepts/definition-structure-policy-rule',
  serviceErrors: ['UserErrorPVSnapshotDisallowedByPolicy', 'RequestDisallowedByPolicy'],
  fix: 'person',
  byHand: [az('policy assignment show', { subscription: 'SUBSCRIPTION', name: 'ASSIGNMENT', scope: 'SCOPE' })],
  needs: ['cluster', 'snapshotGroup', 'backupExtensions', 'armPolicies'],

  evaluate(facts, profile) {
    const { armPolicies: read } = facts;
    const unclear = policiesThat('unclear', read, createdThings(facts, profile));
    const ids = [...new Set(unclear.map(({ policy }) => policy.assignmentId))];
    const unseen = [...new Set(read.unseen.map(({ assignmentId }) => assignmentId))];
    const evidence = { assignments: read.assignments, unclear: ids, unseen };
    const [first] = unclear;
    if (first === undefined && unseen.length === 0) {
      return satisfied('AllJudged', `All policies of ${read.assignments} assignments were judged.`, evidence);
    }
    const message =
      first === undefined
        ? `The definitions of ${unseen.length} policy assignments could not be read.`
        : `Policy assignment ${first.policy.assignmentName} may refuse ${first.thing.words} ("${first.policy.policy}").`;
    const steps = [
      ...(unseen.length > 0 ? [giveRights('armPolicies')] : []),
      decision('Check whether these refuse what backups create:', 'causeUnknown'),
      ...[...new Set([...ids, ...unseen])].map((id) => showAssignment(id, partsOf(facts.cluster.id).subscriptionId)),
    ];
    return cannotTell(first === undefined ? 'PolicyDefinitionUnreadable' : 'PolicyUnclear', message, steps, evidence);
  },
});
