import { BACKUP_NAMESPACE } from '../../model/policy.ts';
import { partsOf } from '../../model/resource-id.ts';
import { showAssignment } from '../../steps/policy-assignment.ts';
import { decision } from '../../steps/step.ts';
import { defineRule, manual, notApplicable, satisfied } from '../define-rule.ts';
import { reachOf } from './policy-reach.ts';
import { stepsToExclude } from './policy-steps.ts';

export const policyMutation = defineRule({
  id: 'BKS-216',
  slug: 'policy-mutation',
  title: 'No policy changes the pods of the backup extension',
  failureTitle: 'A policy changes the pods of the backup extension',
  why: 'Policies with effect mutate change pods as they are created, which can keep them from running.',
  severity: 'recommended',
  docs: 'https://learn.microsoft.com/azure/governance/policy/concepts/effect-mutate',
  serviceErrors: ['UserErrorKubernetesBackupExtensionUnhealthy'],
  fix: 'person',
  byHand: [decision(`Exclude namespace ${BACKUP_NAMESPACE} from the policy assignment.`, 'ownerChooses')],
  needs: ['cluster', 'gatekeeperPolicies'],

  evaluate({ cluster, gatekeeperPolicies: read }) {
    if (read === 'absent') {
      return notApplicable('NoPolicyAddon', `Cluster ${cluster.name} has no Azure Policy add-on.`);
    }
    const reaching = read.policies.filter((policy) => reachOf(policy, 'mutate') === 'reaches');
    const [first] = reaching;
    const evidence = { assignments: read.assignments, mutating: reaching.map(({ assignmentId }) => assignmentId) };
    return first === undefined
      ? satisfied('NoMutatingPolicy', `No policy changes pods in ${BACKUP_NAMESPACE}.`, evidence)
      : manual(
          'MutatingPolicy',
          `Policy assignment ${first.assignmentName} changes pods in ${BACKUP_NAMESPACE} by "${first.policy}".`,
          [
            showAssignment(first.assignmentId, partsOf(cluster.id).subscriptionId),
            ...stepsToExclude(first, cluster.id),
          ],
          evidence,
        );
  },
});
