import type { Finding } from '../model/finding.ts';
import { acceptedOf, acceptedUntil } from './describe-accepted.ts';

type Judged = Pick<Finding, 'ruleId' | 'outcome' | 'accepted'>;

/**
 * Sentences on findings that Ready does not rest on: accepted findings, recommendations that are
 * open, and rules that could not be checked. `undefined` when everything was checked and is in
 * place.
 */
export function describeOpenBesideReady(findings: readonly Judged[]): string | undefined {
  const accepted = acceptedOf(findings);
  const others = findings.filter((finding) => finding.accepted === undefined);
  const unchecked = others.filter(isNotChecked);
  const open = others.filter(
    (finding) => finding.outcome !== 'satisfied' && finding.outcome !== 'notApplicable' && !isNotChecked(finding),
  );
  const sentences = [
    ...(accepted.length === 0
      ? []
      : [`Accepted: ${accepted.map(({ ruleId, accepted: by }) => `${ruleId} (${acceptedUntil(by)})`).join(', ')}.`]),
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
