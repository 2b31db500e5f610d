import { BACKUP_NAMESPACE, type GatekeeperPolicy } from '../../model/policy.ts';
import { partsOf, type ResourceId } from '../../model/resource-id.ts';
import type { Step } from '../../model/step.ts';
import { exempt, setParameter } from '../../steps/policy-assignment.ts';
import { decision } from '../../steps/step.ts';

/**
 * How a person excludes the namespace: on the assignment where it has a parameter for it, else by
 * sparing the cluster.
 */
export function stepsToExclude(policy: GatekeeperPolicy, clusterId: ResourceId): readonly Step[] {
  const { assignmentId, assignmentParameters, excludedNamespaces: excluded, excludedNamespacesParameter } = policy;
  if (excludedNamespacesParameter !== undefined && excluded !== undefined) {
    const value = [excludedNamespacesParameter, [...excluded, BACKUP_NAMESPACE]] as const;
    return [setParameter(assignmentId, partsOf(clusterId).subscriptionId, assignmentParameters, value)];
  }
  return [
    decision(
      `Let the policy set hand on the excluded namespaces of "${policy.policy}", with ${BACKUP_NAMESPACE} among them. Or exempt the cluster from this policy as a whole:`,
      'ownerChooses',
    ),
    exempt(policy, clusterId),
  ];
}
