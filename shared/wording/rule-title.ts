import type { OutcomeName } from '../model/finding.ts';
import type { Rule } from '../model/rule.ts';

/** Only these outcomes mean that a rule is known to fail. */
const KNOWN_TO_FAIL: readonly OutcomeName[] = ['missing', 'manual'];

/**
 * The heading of a finding: `failureTitle` states that the prerequisite is not met, so it is only
 * shown when that is known. An outcome that leaves it open is shown under the neutral statement,
 * beside its outcome.
 */
export function titleFor(outcome: OutcomeName, { title, failureTitle }: Pick<Rule, 'title' | 'failureTitle'>): string {
  return KNOWN_TO_FAIL.includes(outcome) ? failureTitle : title;
}
