import type { Platform } from '../../../platform.ts';
import { ArmError } from '../../../server/errors.ts';
import type { Echoed } from '../../../state/wire.ts';
import { type ActivePolicy, activePoliciesAt } from './active-policies.ts';
import { isMet, type PolicyTarget, resolveValue } from './evaluate-rule.ts';

const GROUP = 'Microsoft.Resources/subscriptions/resourceGroups';

/**
 * A resource as it is written under the policies that hold for it: `modify` changes its tags first,
 * then `deny` may refuse it. `audit` only shows in compliance, which nothing here reports.
 *
 * @see https://learn.microsoft.com/azure/governance/policy/concepts/effect-basics#order-of-evaluation
 * @throws ArmError 403 `RequestDisallowedByPolicy`
 */
export function underPolicies<T extends PolicyTarget>(platform: Platform, target: T): T {
  const policies = applicable(platform, target);
  const modified = withEffect(policies, 'modify').reduce(modifyTags, target);
  const denial = findDenialAmong(policies, modified);
  if (denial !== undefined) throw denial;
  return modified;
}

/** The refusal of a resource that no request writes, such as the identity of an extension. */
export function findDenial(platform: Platform, target: PolicyTarget): ArmError | undefined {
  return findDenialAmong(applicable(platform, target), target);
}

/**
 * Policies of the mode `Indexed` are for resources with tags and a location only, and those of
 * Kubernetes for none of them.
 */
function applicable(platform: Platform, { id, type }: PolicyTarget): readonly ActivePolicy[] {
  const modes = type === GROUP ? ['all'] : ['all', 'indexed'];
  return activePoliciesAt(platform, id).filter(({ mode }) => modes.includes(mode.toLowerCase()));
}

function withEffect(policies: readonly ActivePolicy[], effect: string): readonly ActivePolicy[] {
  return policies.filter(({ rule, values }) => String(resolveValue(rule.then.effect, values)).toLowerCase() === effect);
}

function findDenialAmong(policies: readonly ActivePolicy[], target: PolicyTarget): ArmError | undefined {
  const denying = withEffect(policies, 'deny').find(({ rule, values }) => isMet(rule.if, target, values));
  if (denying === undefined) return undefined;
  const { assignment, definitionId, displayName } = denying;
  return requestDisallowedByPolicy(
    target.name,
    { id: assignment.id, name: String(assignment.properties.displayName ?? assignment.name) },
    { id: definitionId, name: displayName ?? definitionId.split('/').at(-1) ?? '' },
  );
}

function modifyTags<T extends PolicyTarget>(target: T, { rule, values }: ActivePolicy): T {
  if (!isMet(rule.if, target, values)) return target;
  const { operations } = (rule.then.details ?? {}) as { readonly operations?: readonly Echoed[] };
  const tags = new Map(Object.entries(target.tags ?? {}));
  for (const one of operations ?? []) {
    const field = String(resolveValue(one.field, values, target));
    const [, name] = /^tags\[\s*'?([^\]']+)'?\s*\]$/i.exec(field) ?? [];
    if (name === undefined || (one.operation === 'add' && tags.has(name))) continue;
    if (one.operation === 'remove') tags.delete(name);
    else tags.set(name, String(resolveValue(one.value, values, target)));
  }
  return { ...target, tags: Object.fromEntries(tags) };
}

interface Named {
  readonly id: string;
  readonly name: string;
}

/**
 * https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-policy-requestdisallowedbypolicy
 */
export function requestDisallowedByPolicy(target: string, assignment: Named, definition: Named): ArmError {
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
  const additionalInfo = [{ type: 'PolicyViolation', info }];
  return new ArmError(
    403,
    { error: { code: 'RequestDisallowedByPolicy', target, message, additionalInfo } },
    { 'x-ms-failure-cause': 'gateway' },
  );
}
