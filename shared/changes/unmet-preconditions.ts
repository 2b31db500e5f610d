import type { Finding } from '../model/finding.ts';
import type { Remedy } from '../model/remedy.ts';
import type { RuleId } from '../model/rule-id.ts';
import { changeFor } from './index.ts';
import type { Precondition } from './preconditions.ts';

/**
 * The preconditions of this change that the findings do not fulfil, each rule once. A finding that
 * is not given fulfils nothing.
 */
export function unmetPreconditions(
  remedy: Remedy,
  findings: ReadonlyMap<RuleId, Finding>,
  ownRules: readonly RuleId[],
): readonly RuleId[] {
  const unmet = changeFor(remedy)
    .preconditions.filter(({ concerns = () => true }) => concerns(remedy))
    .filter(({ ruleId }) => !ownRules.includes(ruleId))
    .filter((precondition) => !isMet(precondition, findings.get(precondition.ruleId)))
    .map(({ ruleId }) => ruleId);
  // A change may stand on one rule in two ways.
  return [...new Set(unmet)];
}

function isMet({ harmless = [], acceptable, onlyBy }: Precondition, finding: Finding | undefined): boolean {
  if (onlyBy !== undefined) return finding === undefined || !onlyBy.includes(finding.reason);
  if (finding === undefined) return false;
  const { outcome, reason } = finding;
  return (
    outcome === 'satisfied' ||
    outcome === 'notApplicable' ||
    (acceptable === true && finding.accepted !== undefined) ||
    harmless.some((each) => each.outcome === outcome && each.reasons.includes(reason))
  );
}
