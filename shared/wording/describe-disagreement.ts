import { VERSION } from '../lib/version.ts';
import type { Finding } from '../model/finding.ts';
import type { RuleId } from '../model/rule-id.ts';
import { rulesOfCode } from '../rules/protection/service-codes.ts';
import { CONFIRMED } from '../rules/rule-ids.ts';

/** Azure Backup refuses a cluster, and the rules that should have seen why are satisfied. */
export interface Disagreement {
  readonly code: string;
  readonly rules: readonly RuleId[];
  readonly sentence: string;
  /** For a report to Backstay: without ids of resources, so that it can be public. */
  readonly report: string;
}

export function disagreementIn(findings: readonly Finding[]): Disagreement | undefined {
  const confirmed = findings.find(({ ruleId }) => ruleId === CONFIRMED);
  if (confirmed?.outcome !== 'manual') return undefined;
  const { code, innerError, askedAt } = confirmed.evidence;
  if (typeof code !== 'string') return undefined;
  const rules = rulesOfCode(code);
  const seen = findings.filter(({ ruleId }) => rules.includes(ruleId));
  // A rule that is not satisfied explains the refusal.
  if (seen.some(({ outcome }) => outcome !== 'satisfied' && outcome !== 'notApplicable')) return undefined;
  const sentence =
    rules.length === 0
      ? `Azure Backup refuses the cluster with ${code}, a code that Backstay does not know.`
      : `Azure Backup refuses the cluster with ${code}, and Backstay finds ${rules.join(', ')} in place.`;
  const report = [
    `Azure Backup and Backstay ${VERSION} disagree.`,
    `Code: ${code}`,
    `Inner error: ${innerError ?? 'none'}`,
    ...(typeof askedAt === 'string' ? [`Answered: ${askedAt}`] : []),
    ...seen.map(({ ruleId, outcome, reason }) => `${ruleId}: ${outcome} (${reason})`),
  ];
  return { code, rules, sentence, report: report.join('\n') };
}
