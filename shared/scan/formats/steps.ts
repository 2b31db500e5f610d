import type { Finding } from '../../model/finding.ts';
import type { Plan } from '../../model/plan.ts';
import { stepsByHand } from '../../plan/by-hand.ts';
import { inShell, type Shell } from '../../steps/in-shell.ts';

/** Steps for a person, in any format. */
export function stepsOf(finding: Finding, plan: Pick<Plan, 'skipped'>, shell: Shell = 'sh'): readonly string[] {
  return stepsIn(finding, plan).map((step) => inShell(step, shell));
}

function stepsIn(finding: Finding, { skipped }: Pick<Plan, 'skipped'>): readonly string[] {
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
