import type { Severity } from '../../shared/model/rule-id.ts';
import type { ScanReport } from '../../shared/scan/report.ts';
import { isScanned } from '../../shared/scan/report.ts';

/** Which findings a report shows. What is shown changes neither the verdict nor the exit code. */
export interface Choice {
  readonly severity?: Severity;
  /** Ids of rules, with `*` for any letters. */
  readonly rule: readonly string[];
}

export function chooseFindings(report: ScanReport, { severity, rule }: Choice): ScanReport {
  if (severity === undefined && rule.length === 0) return report;
  const patterns = rule.map(patternOf);
  const isMeant = (id: string) => patterns.length === 0 || patterns.some((pattern) => pattern.test(id));
  const results = report.results.map((result) => {
    if (!isScanned(result)) return result;
    const findings = result.findings.filter(
      (finding) => isMeant(finding.ruleId) && (severity === undefined || finding.severity === severity),
    );
    const ids = new Set(findings.map(({ ruleId }) => ruleId));
    const isShown = (ruleIds: readonly string[]) => ruleIds.some((id) => ids.has(id as never));
    const plan = {
      ...result.plan,
      actions: result.plan.actions.filter(({ ruleIds }) => isShown(ruleIds)),
      skipped: result.plan.skipped.filter(({ action }) => isShown(action.ruleIds)),
    };
    return { ...result, findings, plan };
  });
  return { ...report, results };
}

/** `BKS-4*` */
function patternOf(text: string): RegExp {
  return new RegExp(`^${text.replaceAll(/[^\w*-]/g, '').replaceAll('*', '.*')}$`, 'i');
}
