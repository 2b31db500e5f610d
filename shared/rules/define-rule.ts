import type { FactValues, Need } from '../model/fact.ts';
import type { Evidence, Outcome } from '../model/finding.ts';
import type { Profile } from '../model/profile.ts';
import type { Remedy } from '../model/remedy.ts';
import type { Rule } from '../model/rule.ts';
import type { RuleId } from '../model/rule-id.ts';
import type { Step } from '../model/step.ts';

/** A rule without the types of its needs, as the engine uses it. */
export type AnyRule = Omit<Rule, 'evaluate'> & { evaluate(facts: Partial<FactValues>, profile: Profile): Outcome };

/** Makes a rule; reading a fact that is not in `needs` does not compile. */
export function defineRule<const N extends Need>(rule: Rule<N>): AnyRule {
  return {
    ...rule,
    // The engine hands over exactly the facts in `needs`, see evaluate-rules.ts.
    evaluate: (facts, profile) => rule.evaluate(facts as Pick<FactValues, N>, profile),
  };
}

export function satisfied(reason: string, message: string, evidence: Evidence = {}): Outcome {
  return { outcome: 'satisfied', reason, message, evidence };
}

export function missing(reason: string, message: string, remedy: Remedy, evidence: Evidence = {}): Outcome {
  return { outcome: 'missing', reason, message, remedy, evidence };
}

/** `steps` are shown where it takes longer than it ever should. */
export function pending(
  reason: string,
  message: string,
  evidence: Evidence = {},
  steps: readonly Step[] = [],
): Outcome {
  return { outcome: 'pending', reason, message, evidence, ...(steps.length > 0 && { steps }) };
}

export function manual(reason: string, message: string, steps: readonly Step[], evidence: Evidence = {}): Outcome {
  return { outcome: 'manual', reason, message, steps, evidence };
}

export function blocked(by: RuleId, message: string): Outcome {
  return { outcome: 'blocked', reason: 'Blocked', by: [by], message, evidence: {} };
}

/**
 * All was read and is not conclusive; never a guess. `steps` say how to let Backstay see it, or how
 * to check it manually.
 */
export function cannotTell(reason: string, message: string, steps: readonly Step[], evidence: Evidence = {}): Outcome {
  return { outcome: 'unknown', reason, message, steps, unread: [], evidence };
}

export function notApplicable(reason: string, message: string): Outcome {
  return { outcome: 'notApplicable', reason, message, evidence: {} };
}
