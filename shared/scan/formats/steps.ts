import type { Finding } from '../../model/finding.ts';
import type { Plan } from '../../model/plan.ts';
import { stepsByHand } from '../../plan/by-hand.ts';

/** What a person can type or look at, in any format. */
export function stepsOf(finding: Finding, { skipped }: Pick<Plan, 'skipped'>): readonly string[] {
  switch (finding.outcome) {
    case 'missing':
      return stepsByHand(finding, skipped.find(({ action }) => action.ruleIds.includes(finding.ruleId))?.unmet);
    case 'manual':
    case 'unknown':
      return finding.steps;
    default:
      return [];
  }
}

/** Whether nothing is to be done about it: it is in place, or accepted as it is. */
export function isFine({ outcome, accepted }: Finding): boolean {
  return outcome === 'satisfied' || outcome === 'notApplicable' || accepted !== undefined;
}
