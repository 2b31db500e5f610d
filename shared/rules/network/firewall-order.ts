import type { FirewallRule, ObservedFirewall, RuleCollection } from '../../model/network.ts';

/** A rule at its place in the order of evaluation. */
export interface RuleInOrder {
  /** The policy and group, or the firewall itself. */
  readonly place: string;
  readonly collection: string;
  readonly action: RuleCollection['action'];
  readonly rule: FirewallRule;
  readonly dnsProxy: boolean | undefined;
  /** In the firewall's own policy, where a rule could be put ahead of it. */
  readonly own: boolean;
}

/**
 * All rules in the order in which the firewall evaluates them: network rules before application
 * rules, at any priority; within each the policies from the topmost down, then groups, then
 * collections by priority.
 * https://learn.microsoft.com/azure/firewall/rule-processing
 */
export function rulesInOrder({ firewall, policies }: ObservedFirewall): readonly RuleInOrder[] {
  const classic = byPriority(firewall.classicCollections).flatMap((collection) =>
    rulesOf(collection, { place: firewall.name, dnsProxy: firewall.dnsProxy, own: true }),
  );
  const inPolicies = policies.flatMap(({ id, groups, dnsProxy }, index) =>
    byPriority(groups).flatMap((group) =>
      byPriority(group.collections).flatMap((collection) =>
        rulesOf(collection, {
          place: `${id.split('/').at(-1)}/${group.name}`,
          dnsProxy,
          own: index === policies.length - 1,
        }),
      ),
    ),
  );
  const all = firewall.policyId === undefined ? classic : inPolicies;
  // One of an unknown kind may be evaluated with either.
  const first = all.filter(({ rule }) => rule.kind !== 'application');
  return [...first, ...all.filter(({ rule }) => rule.kind === 'application')];
}

export function inWords({ place, collection, rule }: RuleInOrder): string {
  return `${place}/${collection}/${rule.name}`;
}

function rulesOf(
  { name, action, rules }: RuleCollection,
  where: Pick<RuleInOrder, 'place' | 'dnsProxy' | 'own'>,
): readonly RuleInOrder[] {
  return rules.map((rule) => ({ ...where, collection: name, action, rule }));
}

function byPriority<T extends { readonly priority: number }>(items: readonly T[]): readonly T[] {
  return [...items].sort((a, b) => a.priority - b.priority);
}
