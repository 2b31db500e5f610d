import { standsOn } from '../changes/preconditions.ts';
import type { Finding } from '../model/finding.ts';
import { onlyOnce } from './by-hand.ts';

/**
 * The findings, with a warning above the steps that cannot help yet: no firewall has to be opened
 * for a cluster whose vault is in another region. `others` are the findings of the rules that were
 * not judged this time.
 */
export function stepsInOrder(findings: readonly Finding[], others: readonly Finding[] = []): readonly Finding[] {
  const all = [...findings, ...others.filter(({ ruleId }) => findings.every((each) => each.ruleId !== ruleId))];
  return findings.map((finding) => {
    if (finding.outcome !== 'manual' || finding.steps.length === 0) return finding;
    const first = standsOn(finding.ruleId).filter((ruleId) =>
      all.some((other) => other.ruleId === ruleId && other.outcome === 'manual'),
    );
    return first.length === 0 ? finding : { ...finding, steps: [onlyOnce(first), ...finding.steps] };
  });
}
