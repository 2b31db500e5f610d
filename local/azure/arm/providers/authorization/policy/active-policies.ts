import type { Platform } from '../../../platform.ts';
import type { ArmState } from '../../../state/arm-state.ts';
import { relationTo } from '../../../state/scope-relation.ts';
import type { Echoed } from '../../../state/wire.ts';
import {
  POLICY_DEFINITIONS,
  POLICY_SET_DEFINITIONS,
  type PolicyParameters,
  policyDefinitionId,
  policySetDefinitionId,
} from './built-in-policies.ts';
import { resolveValue } from './evaluate-rule.ts';
import type { PolicyAssignment } from './policy-assignment.ts';
import { exemptedScope } from './policy-exemptions.ts';

/** One policy of an assignment, with the values of its parameters. */
export interface ActivePolicy {
  readonly assignment: PolicyAssignment;
  readonly definitionId: string;
  readonly displayName: string | undefined;
  readonly mode: string;
  readonly rule: { readonly if: Echoed; readonly then: Echoed };
  readonly values: Echoed;
}

interface Definition {
  readonly displayName?: string | undefined;
  readonly mode: string;
  readonly parameters: PolicyParameters;
  readonly policyRule: Echoed;
}

type Given = Readonly<Record<string, { readonly value?: unknown }>>;

interface Member {
  readonly policyDefinitionId: string;
  readonly policyDefinitionReferenceId?: string | undefined;
  readonly parameters?: Given | undefined;
}

/**
 * The policies that hold at a resource: assigned at it or above, neither excluded nor exempted, and
 * enforced.
 */
export function activePoliciesAt({ state, timeline }: Platform, resourceId: string): readonly ActivePolicy[] {
  const isWithin = (scope: string) => ['here', 'above'].includes(relationTo(resourceId, scope));
  return state.policyAssignments.all().flatMap((assignment) => {
    const { scope, notScopes, enforcementMode } = assignment.properties;
    if (enforcementMode !== 'Default' || !isWithin(scope) || notScopes.some(isWithin)) return [];
    const exemptions = state.policyExemptions
      .all()
      .filter(({ id, properties: { policyAssignmentId, expiresOn } }) => {
        const isOver = expiresOn && Date.parse(expiresOn) <= timeline.now().getTime();
        return !isOver && isSame(policyAssignmentId, assignment.id) && isWithin(exemptedScope(id));
      })
      .map(({ properties }) => properties.policyDefinitionReferenceIds ?? []);
    return policiesOf(state, assignment)
      .filter(({ reference }) => !exemptions.some((of) => of.length === 0 || of.includes(reference)))
      .map(({ policy }) => policy);
  });
}

function policiesOf(
  state: ArmState,
  assignment: PolicyAssignment,
): readonly { readonly reference: string; readonly policy: ActivePolicy }[] {
  const { policyDefinitionId: id } = assignment.properties;
  const given = (assignment.properties.parameters ?? {}) as Given;
  const toPolicy = (
    definitionId: string,
    { displayName, mode, parameters, policyRule }: Definition,
    values: Given,
  ) => ({
    assignment,
    definitionId,
    displayName,
    mode,
    rule: policyRule as unknown as ActivePolicy['rule'],
    values: valuesOf(parameters, values),
  });
  const single = findDefinition(state, id);
  if (single !== undefined) return [{ reference: '', policy: toPolicy(id, single, given) }];

  const set = findSet(state, id);
  if (set === undefined) return [];
  const ofSet = valuesOf(set.parameters, given);
  return set.members.flatMap(({ policyDefinitionId: memberId, policyDefinitionReferenceId = '', parameters = {} }) => {
    const definition = findDefinition(state, memberId);
    if (definition === undefined) return [];
    const values = Object.entries(parameters).map(([name, { value }]) => [name, { value: resolveValue(value, ofSet) }]);
    const policy = toPolicy(memberId, definition, Object.fromEntries(values));
    return [{ reference: policyDefinitionReferenceId, policy }];
  });
}

function valuesOf(parameters: PolicyParameters, given: Given): Echoed {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, { defaultValue }]) => [name, given[name]?.value ?? defaultValue]),
  );
}

function findDefinition({ policyDefinitions }: ArmState, id: string): Definition | undefined {
  const builtIn = POLICY_DEFINITIONS.find(({ guid }) => isSame(policyDefinitionId(guid), id));
  return builtIn ?? (policyDefinitions.get(id)?.properties as Definition | undefined);
}

function findSet(
  { policySetDefinitions }: ArmState,
  id: string,
): { readonly parameters: PolicyParameters; readonly members: readonly Member[] } | undefined {
  const builtIn = POLICY_SET_DEFINITIONS.find(({ guid }) => isSame(policySetDefinitionId(guid), id));
  const set = builtIn ?? policySetDefinitions.get(id)?.properties;
  return set && { parameters: set.parameters as PolicyParameters, members: set.policyDefinitions };
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
