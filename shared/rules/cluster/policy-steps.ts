import { BACKUP_NAMESPACE, type GatekeeperPolicy } from '../../model/policy.ts';
import type { ResourceId } from '../../model/resource-id.ts';

const ASSIGNMENTS = '/providers/microsoft.authorization/policyassignments/';

/** How a person excludes the namespace: on the assignment where it has a parameter for it, else by sparing the cluster. */
export function stepsToExclude(policy: GatekeeperPolicy, clusterId: ResourceId): readonly string[] {
  const { excludedNamespaces: excluded, excludedNamespacesParameter: parameter } = policy;
  return parameter !== undefined && excluded !== undefined
    ? [updateCommand(policy, parameter, [...excluded, BACKUP_NAMESPACE])]
    : [
        `Let the policy set hand on the excluded namespaces of "${policy.policy}", with ${BACKUP_NAMESPACE} among them.`,
        `Or exempt the cluster from this policy as a whole: ${waiverCommand(policy, clusterId)}`,
      ];
}

/** The command that shows an assignment. */
export function showCommand(assignmentId: string): string {
  return `az policy assignment show ${placeOf(assignmentId)}`;
}

/** With all that the assignment sets: the command replaces the parameters as a whole. */
function updateCommand(policy: GatekeeperPolicy, parameter: string, namespaces: readonly string[]): string {
  const others = Object.entries(policy.assignmentParameters).filter(
    ([name]) => name.toLowerCase() !== parameter.toLowerCase(),
  );
  const values = Object.fromEntries(
    [...others, [parameter, namespaces] as const].map(([name, value]) => [name, { value }]),
  );
  return `az policy assignment update ${placeOf(policy.assignmentId)} --params ${inShell(JSON.stringify(values))}`;
}

/** The command that exempts a scope from an assignment. */
export function waiverCommand(
  { assignmentId, referenceId }: Pick<GatekeeperPolicy, 'assignmentId' | 'referenceId'>,
  scope: ResourceId,
): string {
  const member = referenceId ? ` --policy-definition-reference-ids ${inShell(referenceId)}` : '';
  return `az policy exemption create --name aks-backup --scope ${scope} --policy-assignment ${inShell(assignmentId)} --exemption-category Waiver${member}`;
}

function placeOf(assignmentId: string): string {
  const at = assignmentId.toLowerCase().lastIndexOf(ASSIGNMENTS);
  return `--name ${inShell(assignmentId.slice(at + ASSIGNMENTS.length))} --scope ${inShell(assignmentId.slice(0, at) || '/')}`;
}

/** As one word of a shell, whatever is in it. */
function inShell(word: string): string {
  return /^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
