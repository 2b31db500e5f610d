import { changeFor } from '../changes/index.ts';
import { canonicalHash } from '../lib/canonical-hash.ts';
import type { Evidence, Finding } from '../model/finding.ts';
import type { Action } from '../model/plan.ts';
import type { Target } from '../model/target.ts';

/** A finding that asks for an action. */
type Asking = Extract<Finding, { outcome: 'missing' }>;

/** The findings that ask for this very action. */
export function askingFor(action: Action, findings: readonly Finding[]): readonly Asking[] {
  return findings.filter(
    (finding): finding is Asking =>
      finding.outcome === 'missing' && changeFor(finding.remedy).key(finding.remedy) === action.key,
  );
}

/**
 * Names the question whether this action may be carried out on this state. Another remedy, another rule that asks for it, another
 * reason or other evidence make another question; that the same was read at another time does not.
 */
export function approvalIdOf(target: Target, { key, remedy }: Action, asking: readonly Asking[]): string {
  const because = asking
    .map(({ ruleId, reason, evidence }) => ({ ruleId, reason, evidence: whatMatters(evidence) }))
    .sort((a, b) => (a.ruleId < b.ruleId ? -1 : 1));
  return canonicalHash({ target, key, remedy, because });
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;
/** Says how much was read, which any other grant to the same identity changes; the remedy has what it is about. */
const HOW_MUCH_WAS_READ: ReadonlySet<string> = new Set(['assignmentsSeen']);

function whatMatters(evidence: Evidence): Evidence {
  const entries = Object.entries(evidence).filter(
    ([name, value]) => !HOW_MUCH_WAS_READ.has(name) && !TIME.test(String(value)),
  );
  return Object.fromEntries(entries);
}
