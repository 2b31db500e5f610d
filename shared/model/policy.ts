/**
 * Azure Policy as far as it reaches into clusters.
 * https://learn.microsoft.com/azure/governance/policy/concepts/policy-for-kubernetes
 */

/** Where the backup extension puts everything that it runs. */
export const BACKUP_NAMESPACE = 'dataprotection-microsoft';

/**
 * Values by the name of their parameter, as plain JSON. A value that is there but cannot be made
 * out is `undefined`.
 */
export type ParameterValues = Readonly<Record<string, unknown>>;

export interface PolicyAssignment {
  readonly armId: string;
  readonly name: string;
  readonly displayName: string | undefined;
  /** Lower case; a management group, a subscription or anything below. */
  readonly scope: string;
  /** Of a definition or of a set of them, lower case. */
  readonly definitionId: string;
  /**
   * Such as `7.*.*`; `undefined` where the newest counts, and no version at all where something
   * else decides it.
   */
  readonly definitionVersion: string | undefined;
  /** As ARM says it; `Default` where the answer leaves it out. */
  readonly enforcementMode: string;
  readonly parameters: ParameterValues;
  /** Those that replace the effect. */
  readonly overrides: readonly EffectOverride[];
  /**
   * Of each resource selector its conditions; the assignment is for what meets all conditions of
   * any one.
   */
  readonly resourceSelectors: readonly (readonly Selector[])[];
  /** Lower case. */
  readonly notScopes: readonly string[];
}

export interface EffectOverride {
  readonly effect: string | undefined;
  /** All must be met. */
  readonly selectors: readonly Selector[];
}

export interface Selector {
  /** Such as `resourceLocation`, lower case. */
  readonly kind: string;
  /** Lower case; `undefined` without a list. */
  readonly in: readonly string[] | undefined;
  readonly notIn: readonly string[] | undefined;
}

export interface PolicyDefinition {
  /** Lower case. */
  readonly id: string;
  readonly displayName: string;
  readonly version: string | undefined;
  /**
   * `Microsoft.Kubernetes.Data` for policies of Gatekeeper; `undefined` where the answer does not
   * say.
   */
  readonly mode: string | undefined;
  readonly defaults: ParameterValues;
  /** The `then` of the policy: a value, or an expression such as `[parameters('effect')]`. */
  readonly effect: unknown;
  readonly namespaces: unknown;
  readonly excludedNamespaces: unknown;
  /** Which pods it is for by their labels; `undefined` where it has no such thing. */
  readonly labelSelector?: unknown;
  /** The policy's `if`, as it stands. */
  readonly condition: unknown;
}

/** A set of definitions, which the portal calls an initiative. */
export interface PolicySetDefinition {
  /** Lower case. */
  readonly id: string;
  readonly displayName: string;
  readonly version: string | undefined;
  readonly defaults: ParameterValues;
  readonly members: readonly PolicySetMember[];
}

export interface PolicySetMember {
  readonly referenceId: string;
  /** Lower case. */
  readonly definitionId: string;
  readonly definitionVersion: string | undefined;
  /**
   * The values of the definition's parameters: constants, or expressions over the set's parameters.
   */
  readonly parameters: ParameterValues;
}

export interface PolicyExemption {
  readonly armId: string;
  /** What is exempted with all below it, lower case. */
  readonly scope: string;
  /** Lower case. */
  readonly assignmentId: string;
  /** `Waiver` or `Mitigated`; both spare alike. */
  readonly category: string | undefined;
  /** As ARM says it; `undefined` for ever. */
  readonly expiresOn: string | undefined;
  /** The members of a set that it is for, lower case; all when there are none. */
  readonly referenceIds: readonly string[];
  readonly resourceSelectors: readonly (readonly Selector[])[];
}

/** The policies that Azure Policy hands to the Gatekeeper of one cluster. */
export interface GatekeeperPolicies {
  /** How many assignments there are at and above the cluster, those of other policies included. */
  readonly assignments: number;
  readonly policies: readonly GatekeeperPolicy[];
  /** Assigned, but not readable: whether Gatekeeper has them is unknown. */
  readonly unseen: readonly UnseenDefinition[];
}

/**
 * One definition as one assignment makes it: directly, or as a member of a set. A value that does
 * not follow from the answers is `undefined`, which is neither yes nor no.
 */
export interface GatekeeperPolicy {
  readonly assignmentId: string;
  readonly assignmentName: string;
  /** All that the assignment sets. */
  readonly assignmentParameters: ParameterValues;
  /** Lower case. */
  readonly assignmentScope: string;
  /** For people. */
  readonly policy: string;
  /** In the set; `undefined` where the definition itself is assigned. */
  readonly referenceId: string | undefined;
  readonly effect: string | undefined;
  readonly enforced: boolean | undefined;
  /**
   * Whether the assignment is for this cluster at all: excluded scopes and resource selectors say.
   */
  readonly inScope: boolean | undefined;
  readonly exempted: boolean | undefined;
  /**
   * Whether it is for pods of all labels; `undefined` where it selects some, because the labels of
   * the extension's pods are not documented.
   */
  readonly allLabels: true | undefined;
  /** Patterns; all namespaces when there are none. */
  readonly namespaces: readonly string[] | undefined;
  /** Patterns. */
  readonly excludedNamespaces: readonly string[] | undefined;
  /**
   * The assignment's own parameter for them; `undefined` where it has none, so that they cannot be
   * set there.
   */
  readonly excludedNamespacesParameter: string | undefined;
}

/** Resources that backups create in Azure, where a policy of Resource Manager may refuse it. */
export type Creation = 'snapshots' | 'snapshotGroup' | 'extension' | 'extensionIdentity';

/** The policies of Resource Manager that meet, or may meet, what backups create. */
export interface ArmPolicies {
  /** How many assignments there are in and above the cluster's subscription. */
  readonly assignments: number;
  readonly policies: readonly ArmPolicy[];
  /** Assigned, but not to be seen. */
  readonly unseen: readonly UnseenDefinition[];
}

/**
 * One definition as one assignment makes it, for one thing that is created. `undefined` is neither
 * yes nor no.
 */
export interface ArmPolicy {
  readonly assignmentId: string;
  readonly assignmentName: string;
  /** For people. */
  readonly policy: string;
  readonly referenceId: string | undefined;
  readonly creation: Creation;
  readonly effect: string | undefined;
  readonly enforced: boolean | undefined;
  readonly inScope: boolean | undefined;
  readonly exempted: boolean | undefined;
  /** Whether its rule meets the thing; those that do not are left out. */
  readonly meets: true | undefined;
}

export interface UnseenDefinition {
  readonly assignmentId: string;
  readonly definitionId: string;
}

/**
 * Whether one of the patterns takes in the namespace: its name, or its beginning, end or middle
 * with `*` for the rest.
 * https://open-policy-agent.github.io/gatekeeper/website/docs/howto#the-match-field
 */
export function takesIn(patterns: readonly string[], namespace: string): boolean {
  return patterns.some((pattern) => {
    const [open, close] = [pattern.startsWith('*'), pattern.endsWith('*')];
    const rest = pattern.replace(/^\*/, '').replace(/\*$/, '');
    if (open && close) return namespace.includes(rest);
    if (open) return namespace.endsWith(rest);
    return close ? namespace.startsWith(rest) : namespace === pattern;
  });
}
