import type { FactSet, FactValues } from '../../shared/model/fact.ts';
import type { Finding } from '../../shared/model/finding.ts';
import type { Profile } from '../../shared/model/profile.ts';
import type { AnyRule } from '../../shared/rules/define-rule.ts';
import { evaluateRules } from '../../shared/rules/evaluate-rules.ts';
import { known, must, PROFILE, READY } from './facts.ts';

/** Judges one rule on a cluster that has everything, but for what is given. */
export function judge(rule: AnyRule, changes: Partial<FactValues> = {}, profile: Profile = PROFILE): Finding {
  return judgeFacts(rule, known({ ...READY, ...changes }), profile);
}

export function judgeFacts(rule: AnyRule, facts: FactSet, profile: Profile = PROFILE): Finding {
  return must(evaluateRules([rule], facts, profile)[0]);
}
