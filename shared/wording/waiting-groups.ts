import type { OutcomeName } from '../model/finding.ts';
import type { RuleId } from '../model/rule-id.ts';

/** The fields of a finding or condition that grouping needs. */
export interface Waiting {
  readonly ruleId: RuleId;
  readonly outcome: OutcomeName;
  readonly by?: readonly RuleId[];
}

/** The rules that wait for one cause. */
export interface WaitingGroup {
  readonly cause: RuleId;
  readonly ruleIds: readonly RuleId[];
}

/**
 * Groups blocked findings by the rule that they wait for in the end, so that a cause appears once.
 */
export function waitingGroups(findings: readonly Waiting[]): readonly WaitingGroup[] {
  const byRule = new Map(findings.map((finding) => [finding.ruleId, finding]));
  const groups = Map.groupBy(
    findings.filter(({ outcome }) => outcome === 'blocked'),
    (finding) => rootCause(finding, byRule),
  );
  return [...groups].map(([cause, waiting]) => ({ cause, ruleIds: waiting.map(({ ruleId }) => ruleId) }));
}

/** `waits for BKS-201: 44 rules`. */
export function describeWaiting({ cause, ruleIds }: WaitingGroup): string {
  return `waits for ${cause}: ${ruleIds.length} ${ruleIds.length === 1 ? 'rule' : 'rules'}`;
}

/**
 * Follows the chain of blocked rules; a chain that leads back to itself ends where it was entered.
 */
function rootCause(finding: Waiting, byRule: ReadonlyMap<RuleId, Waiting>): RuleId {
  const seen = new Set<RuleId>([finding.ruleId]);
  let cause = finding.by?.[0] ?? finding.ruleId;
  for (;;) {
    const next = byRule.get(cause);
    const further = next?.outcome === 'blocked' ? next.by?.[0] : undefined;
    if (further === undefined || seen.has(cause)) return cause;
    seen.add(cause);
    cause = further;
  }
}
