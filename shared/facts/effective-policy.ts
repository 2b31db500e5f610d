import type { Cluster } from '../model/azure.ts';
import type {
  GatekeeperPolicy,
  PolicyAssignment,
  PolicyDefinition,
  PolicyExemption,
  PolicySetDefinition,
  PolicySetMember,
} from '../model/policy.ts';
import { allSelect, anySelects, type Selected } from './policy-selectors.ts';
import { assignedScope, evaluate, listOf, memberScope, type Scope, textOf } from './policy-values.ts';

const CLUSTERS = 'microsoft.containerservice/managedclusters';

/** One definition and how it comes to be assigned. */
export interface AssignedPolicy {
  readonly assignment: PolicyAssignment;
  readonly definition: PolicyDefinition;
  /** Where the definition is assigned as a member of a set. */
  readonly within?: { readonly set: PolicySetDefinition; readonly member: PolicySetMember };
}

/** The input of a policy. */
export interface Governed {
  /** Lower case. */
  readonly id: string;
  readonly type: string;
  /** `undefined` for what has none. */
  readonly location: string | undefined;
}

/** How an assigned policy reaches a resource; `at` is the time to judge exemptions by, ISO 8601. */
export function howAssigned(
  assigned: AssignedPolicy,
  exemptions: readonly PolicyExemption[],
  { id, location, type }: Governed,
  at: string,
) {
  const scope = scopeOf(assigned);
  const selected = { location, type: type.toLowerCase(), referenceId: assigned.within?.member.referenceId };
  return {
    scope,
    effect: effectOf(assigned, scope, selected),
    enforced: enforcedIn(assigned.assignment),
    inScope: inScope(assigned.assignment, id, selected),
    exempted: exempted(assigned, exemptions, id, selected, at),
  };
}

/** The effect of an assigned policy on one cluster. */
export function effectivePolicy(
  assigned: AssignedPolicy,
  exemptions: readonly PolicyExemption[],
  { id, location }: Pick<Cluster, 'id' | 'location'>,
  at: string,
): GatekeeperPolicy {
  const { assignment, definition, within } = assigned;
  const { scope, ...how } = howAssigned(assigned, exemptions, { id, location, type: CLUSTERS }, at);
  const excluded =
    definition.excludedNamespaces === undefined || definition.excludedNamespaces === null
      ? undefined
      : evaluate(definition.excludedNamespaces, scope);
  return {
    assignmentId: assignment.armId,
    assignmentName: assignment.displayName ?? assignment.name,
    assignmentParameters: assignment.parameters,
    assignmentScope: assignment.scope,
    policy: definition.displayName,
    referenceId: within?.member.referenceId,
    ...how,
    allLabels: selectsAll(definition.labelSelector, scope),
    namespaces: listAt(definition.namespaces, scope),
    excludedNamespaces: excluded === undefined ? [] : listOf(excluded),
    excludedNamespacesParameter: excluded?.parameter,
  };
}

/** A version that was asked for and is not the one that was read may have other defaults. */
function scopeOf({ assignment, definition, within }: AssignedPolicy): Scope {
  const asked = within === undefined ? assignment.definitionVersion : within.member.definitionVersion;
  const defaults = isVersion(definition.version, asked) ? definition.defaults : {};
  return within === undefined
    ? assignedScope(assignment.parameters, defaults)
    : memberScope(within.member.parameters, assignedScope(assignment.parameters, within.set.defaults), defaults);
}

/** Whether a version such as `7.2.0` or `1.0.0-preview` is of those that `7.*.*` asks for. */
export function isVersion(version: string | undefined, asked: string | undefined): boolean {
  if (version === undefined || asked === undefined) return true;
  const [numbers = ''] = version.split('-');
  const parts = numbers.split('.');
  const [wanted = ''] = asked.split('-');
  return wanted.split('.').every((part, index) => part === '*' || part === parts[index]);
}

function effectOf({ assignment, definition }: AssignedPolicy, scope: Scope, selected: Selected): string | undefined {
  const told = assignment.overrides.map(({ effect, selectors }) => ({
    effect,
    applies: allSelect(selectors, selected),
  }));
  const replacing = told.filter(({ applies }) => applies !== false);
  const [first] = replacing;
  if (first === undefined) return textOf(evaluate(definition.effect, scope));
  // Two that contradict each other, or one that may not apply, are not conclusive.
  const agreed = replacing.every(({ effect, applies }) => applies === true && effect === first.effect);
  return agreed ? first.effect : undefined;
}

function enforcedIn({ enforcementMode }: PolicyAssignment): boolean | undefined {
  switch (enforcementMode.toLowerCase()) {
    case 'default':
      return true;
    case 'donotenforce':
      return false;
    default:
      return undefined;
  }
}

function inScope({ notScopes, resourceSelectors }: PolicyAssignment, id: string, selected: Selected) {
  if (notScopes.some((scope) => isAtOrBelow(id, scope))) return false;
  const selects = anySelects(resourceSelectors, selected);
  if (selects !== true) return selects;
  // A management group may lie between the assignment and the cluster, or elsewhere.
  return notScopes.some((scope) => !scope.startsWith('/subscriptions/')) ? undefined : true;
}

function exempted(
  { assignment }: AssignedPolicy,
  exemptions: readonly PolicyExemption[],
  id: string,
  selected: Selected,
  at: string,
): boolean | undefined {
  const verdicts = exemptions
    .filter(({ assignmentId }) => assignmentId === assignment.armId.toLowerCase())
    // Resource Graph shows no management groups but those above.
    .filter(({ scope }) => !scope.startsWith('/subscriptions/') || isAtOrBelow(id, scope))
    .filter(({ referenceIds }) => referenceIds.length === 0 || referenceIds.includes(referenceOf(selected)))
    .map(({ expiresOn, resourceSelectors }) => {
      const stands = expiresOn === undefined ? true : isLater(expiresOn, at);
      return stands === true ? anySelects(resourceSelectors, selected) : stands;
    });
  if (verdicts.includes(true)) return true;
  return verdicts.includes(undefined) ? undefined : false;
}

function referenceOf({ referenceId = '' }: Selected): string {
  return referenceId.toLowerCase();
}

function isLater(time: string, at: string): boolean | undefined {
  const milliseconds = Date.parse(time);
  return Number.isNaN(milliseconds) ? undefined : milliseconds > Date.parse(at);
}

export function isAtOrBelow(id: string, scope: string): boolean {
  return id === scope || id.startsWith(`${scope}/`);
}

/**
 * An empty selector is for all pods.
 * https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/
 */
function selectsAll(selector: unknown, scope: Scope): true | undefined {
  if (selector === undefined || selector === null) return true;
  const told = evaluate(selector, scope);
  const isEmpty = told.told && typeof told.value === 'object' && Object.values(told.value ?? {}).every(isNothing);
  return isEmpty ? true : undefined;
}

/** `matchLabels: {}` and `matchExpressions: []` select nothing out. */
function isNothing(value: unknown): boolean {
  return typeof value === 'object' && Object.keys(value ?? {}).length === 0;
}

/** What is not there restricts nothing. */
function listAt(expression: unknown, scope: Scope): readonly string[] | undefined {
  return expression === undefined || expression === null ? [] : listOf(evaluate(expression, scope));
}
