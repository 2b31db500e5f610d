import { requestDisallowedByPolicy } from '../providers/authorization/policy/policy-effects.ts';
import type { ArmContext } from '../server/arm-env.ts';
import type { ArmError } from '../server/errors.ts';
import { pathOf } from '../server/requested-operation.ts';
import type { FaultOf } from './fault.ts';

/** A policy with the effect `deny`, for a single resource. */
export function disallowedByPolicy(fault: FaultOf<'requestDisallowedByPolicy'>, c: ArmContext): ArmError {
  const scope = `/subscriptions/${c.var.target.subscriptionId}`;
  const {
    assignment = { name: 'deny', id: `${scope}/providers/Microsoft.Authorization/policyAssignments/deny` },
    definition = { name: 'deny', id: `${scope}/providers/Microsoft.Authorization/policyDefinitions/deny` },
  } = fault;
  return requestDisallowedByPolicy(pathOf(c).split('/').at(-1) ?? '', assignment, definition);
}
