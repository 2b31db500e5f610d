import { uuid5 } from '../lib/uuid5.ts';
import type { GatekeeperPolicy, ParameterValues } from '../model/policy.ts';
import { parseResourceId, partsOf, type ResourceId } from '../model/resource-id.ts';
import type { Step } from '../model/step.ts';
import { az, json } from './az.ts';

const ASSIGNMENTS = '/providers/microsoft.authorization/policyassignments/';

/**
 * Shows an assignment. One of a management group is in no subscription, so any that the person uses
 * serves.
 */
export function showAssignment(assignmentId: string, subscriptionId: string): Step {
  return az('policy assignment show', placeOf(assignmentId, subscriptionId));
}

/**
 * Sets one parameter, with all others that the assignment sets: the command replaces them as a
 * whole.
 */
export function setParameter(
  assignmentId: string,
  subscriptionId: string,
  parameters: ParameterValues,
  [parameter, value]: readonly [string, unknown],
): Step {
  const others = Object.entries(parameters).filter(([name]) => name.toLowerCase() !== parameter.toLowerCase());
  const all = Object.fromEntries(
    [...others, [parameter, value] as const].map(([name, each]) => [name, { value: each }]),
  );
  return az('policy assignment update', { ...placeOf(assignmentId, subscriptionId), params: json(all) });
}

/**
 * Exempts a scope from an assignment, or from one member of its set. Its name is that of no other
 * exemption.
 */
export function exempt(
  { assignmentId, referenceId }: Pick<GatekeeperPolicy, 'assignmentId' | 'referenceId'>,
  scope: ResourceId,
): Step {
  return az('policy exemption create', {
    subscription: undefined,
    name: `aks-backup-${uuid5(assignmentId.toLowerCase(), referenceId ?? '').slice(0, 8)}`,
    scope,
    policyAssignment: assignmentId,
    exemptionCategory: 'Waiver',
    ...(referenceId && { policyDefinitionReferenceIds: [referenceId] }),
  });
}

function placeOf(assignmentId: string, subscriptionId: string) {
  const at = assignmentId.toLowerCase().lastIndexOf(ASSIGNMENTS);
  const scope = assignmentId.slice(0, Math.max(at, 0)) || '/';
  const own = parseResourceId(scope.split('/').slice(0, 3).join('/'));
  return {
    subscription: own === undefined ? subscriptionId : partsOf(own).subscriptionId,
    name: assignmentId.slice(at + ASSIGNMENTS.length),
    scope,
  };
}
