import type { ArmContext } from '../server/arm-env.ts';
import { ArmError } from '../server/errors.ts';
import { pathOf } from '../server/requested-operation.ts';
import type { FaultOf } from './fault.ts';

/**
 * A policy with the effect `deny`, for a single resource.
 *
 * @see https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-policy-requestdisallowedbypolicy
 */
export function disallowedByPolicy(fault: FaultOf<'requestDisallowedByPolicy'>, c: ArmContext): ArmError {
  const scope = `/subscriptions/${c.var.target.subscriptionId}`;
  const {
    assignment = { name: 'deny', id: `${scope}/providers/Microsoft.Authorization/policyAssignments/deny` },
    definition = { name: 'deny', id: `${scope}/providers/Microsoft.Authorization/policyDefinitions/deny` },
  } = fault;
  const target = pathOf(c).split('/').at(-1) ?? '';
  const identifiers = [{ policyAssignment: assignment, policyDefinition: { ...definition, version: '1.0.0' } }];
  const info = {
    policyDefinitionId: definition.id,
    policyDefinitionName: definition.name,
    policyDefinitionEffect: 'deny',
    policyAssignmentId: assignment.id,
    policyAssignmentName: assignment.name,
    policyAssignmentScope: assignment.id.replace(/\/providers\/Microsoft\.Authorization\/.*$/i, ''),
  };
  const message = `Resource '${target}' was disallowed by policy. Policy identifiers: '${JSON.stringify(identifiers)}'.`;
  return new ArmError(
    403,
    {
      error: {
        code: 'RequestDisallowedByPolicy',
        target,
        message,
        additionalInfo: [{ type: 'PolicyViolation', info }],
      },
    },
    { 'x-ms-failure-cause': 'gateway' },
  );
}
