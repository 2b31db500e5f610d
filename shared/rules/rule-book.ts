import type { Rule } from '../model/rule.ts';

/** Rules by each id that they ever had: a stored finding keeps the id of its time. */
export function ruleBookOf<R extends Pick<Rule, 'id' | 'aliases'>>(rules: readonly R[]): ReadonlyMap<string, R> {
  return new Map(rules.flatMap((rule) => [rule.id, ...(rule.aliases ?? [])].map((id) => [id, rule] as const)));
}
