import { changeFor } from '../changes/index.ts';
import { canonicalHash } from '../lib/canonical-hash.ts';
import { lastingEvidence } from '../model/evidence.ts';
import type { Finding } from '../model/finding.ts';
import type { Action } from '../model/plan.ts';
import { formerReason } from '../model/renamed-reasons.ts';
import type { Target } from '../model/target.ts';

/** A finding that asks for an action. */
type Asking = Extract<Finding, { outcome: 'missing' }>;

/** The findings that ask for this very action. An accepted finding asks for nothing. */
export function askingFor(action: Action, findings: readonly Finding[]): readonly Asking[] {
  return findings.filter(
    (finding): finding is Asking =>
      finding.outcome === 'missing' &&
      finding.accepted === undefined &&
      changeFor(finding.remedy).key(finding.remedy) === action.key,
  );
}

/**
 * Names the question whether this action may be carried out on this state. Another remedy, another
 * rule that asks for it, another reason or other evidence make another question; that the same was
 * read at another time does not.
 */
export function approvalIdOf(target: Target, { key, remedy }: Action, asking: readonly Asking[]): string {
  const because = asking
    .map(({ ruleId, reason, evidence }) => ({
      ...{ ruleId, evidence: lastingEvidence(evidence) },
      // An update that only renames a reason lets no approval lapse.
      reason: formerReason(reason),
    }))
    .sort((a, b) => (a.ruleId < b.ruleId ? -1 : 1));
  return canonicalHash({ target, key, remedy, because });
}
