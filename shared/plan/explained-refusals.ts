import type { Finding } from '../model/finding.ts';
import { rulesOfCode } from '../rules/protection/service-codes.ts';
import { CONFIRMED, PROTECTED } from '../rules/rule-ids.ts';
import { isSettledAsRead } from './conditions.ts';

/**
 * The findings, with a backup instance in error left to the findings that explain its error: what
 * mends those mends it, whether Backstay or an operator does it. `others` are the findings of the
 * rules that were not judged this time.
 */
export function explainRefusals(findings: readonly Finding[], others: readonly Finding[] = []): readonly Finding[] {
  const all = [...findings, ...others.filter(({ ruleId }) => findings.every((each) => each.ruleId !== ruleId))];
  return findings.map((finding) => {
    const code = codeOfInstance(finding, all);
    if (code === undefined) return finding;
    const by = rulesOfCode(code).filter((ruleId) =>
      all.some((other) => other.ruleId === ruleId && !isSettledAsRead(other) && other.outcome !== 'unknown'),
    );
    if (by.length === 0) return finding;
    const { ruleId, severity, sources, message, evidence } = finding;
    return { ruleId, severity, sources, outcome: 'blocked', by, reason: 'Blocked', message, evidence };
  });
}

/** The code of the error of the instance, where this is the finding on it. */
function codeOfInstance(finding: Finding, all: readonly Finding[]): string | undefined {
  if (finding.ruleId !== CONFIRMED) return undefined;
  const { backupInstance, code } = finding.evidence;
  if (finding.outcome === 'manual') return typeof backupInstance === 'string' ? String(code) : undefined;
  if (finding.outcome !== 'blocked' || !finding.by.includes(PROTECTED)) return undefined;
  const { errorCode } = all.find(({ ruleId }) => ruleId === PROTECTED)?.evidence ?? {};
  return typeof errorCode === 'string' ? errorCode : undefined;
}
