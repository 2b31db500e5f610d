import type { OutcomeName } from '../model/finding.ts';
import type { RuleId } from '../model/rule-id.ts';

interface Judged {
  readonly ruleId: RuleId;
  readonly outcome: OutcomeName;
}

/**
 * One sentence on what Ready does not rest on: recommendations that are open, and rules that could not be checked. `undefined`
 * when everything was checked and is in place.
 */
export function describeOpenBesideReady(findings: readonly Judged[]): string | undefined {
  const unchecked = findings.filter(isNotChecked);
  const open = findings.filter(
    (finding) => finding.outcome !== 'satisfied' && finding.outcome !== 'notApplicable' && !isNotChecked(finding),
  );
  const sentences = [
    ...(open.length === 0 ? [] : [`Recommended and open: ${namesOf(open)}.`]),
    ...(unchecked.length === 0 ? [] : [`Not checked: ${namesOf(unchecked)}.`]),
  ];
  return sentences.length === 0 ? undefined : sentences.join(' ');
}

export function isNotChecked({ outcome }: Pick<Judged, 'outcome'>): boolean {
  return outcome === 'unknown' || outcome === 'error';
}

function namesOf(findings: readonly Judged[]): string {
  return findings.map(({ ruleId }) => ruleId).join(', ');
}
