import type { FactValues } from '../model/fact.ts';
import type { Outcome } from '../model/finding.ts';
import type { Profile } from '../model/profile.ts';
import { type AnyRule, blocked } from './define-rule.ts';

const PLAINLY_NOT: readonly Outcome['outcome'][] = ['missing', 'pending', 'manual', 'blocked'];

/**
 * Blocked by the first of these rules that is plainly not satisfied; `undefined` when none is. A rule that cannot tell blocks
 * nothing: Azure then decides.
 */
export function blockedUntil(
  rules: readonly AnyRule[],
  facts: Partial<FactValues>,
  profile: Profile,
): Outcome | undefined {
  for (const rule of rules) {
    const { outcome, message } = rule.evaluate(facts, profile);
    if (PLAINLY_NOT.includes(outcome)) return blocked(rule.id, message);
  }
  return undefined;
}
