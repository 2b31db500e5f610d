import type { Finding } from '../model/finding.ts';
import { rulesOfCode } from '../rules/protection/service-codes.ts';
import { CONFIRMED, PROTECTED } from '../rules/rule-ids.ts';
import { decision, note } from '../steps/step.ts';
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

/**
 * The findings, with an operator asked where every cause of an instance in error is accepted as it
 * is: nothing else is going to end the error. `all` are the findings with their acceptances, those
 * that were not judged this time too.
 */
export function withAcceptedCauses(findings: readonly Finding[], all: readonly Finding[]): readonly Finding[] {
  return findings.map((finding) => {
    if (finding.ruleId !== CONFIRMED || finding.outcome !== 'blocked') return finding;
    const causes = all.filter(({ ruleId }) => finding.by.includes(ruleId));
    const isAccepted = causes.length > 0 && causes.every(({ accepted }) => accepted !== undefined);
    if (!isAccepted) return finding;
    const { ruleId, severity, sources, evidence } = finding;
    const { backupInstance = null, errorCode } = all.find((each) => each.ruleId === PROTECTED)?.evidence ?? {};
    const code = String(evidence.code ?? errorCode ?? 'ProtectionError');
    const until = causes.map(({ accepted }) => accepted?.until.slice(0, 10) ?? '').sort()[0];
    return {
      ...{ ruleId, severity, sources, outcome: 'manual', reason: 'CauseAccepted' },
      message: `The backup instance is in error: ${code}. ${finding.by.join(', ')} explains it, and is accepted as it is: no backups are taken.`,
      steps: [
        decision(
          `Correct ${finding.by.join(', ')}, or end its acceptance, which lasts until ${until}. While its cause stays, Azure Backup takes no backups.`,
          'ownerChooses',
        ),
        note('After the cause is gone, the next backup that succeeds clears the error.'),
      ],
      evidence: { backupInstance, ...evidence, code },
    };
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
