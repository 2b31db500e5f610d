import { partsOf } from '../../shared/model/resource-id.ts';
import { isFine } from '../../shared/scan/formats/steps.ts';
import { isScanned, type ScanReport } from '../../shared/scan/report.ts';

/** A row for each cluster, for tables. */
export function summaryRows({ results }: ScanReport): readonly object[] {
  return results.map((result) => {
    if (!isScanned(result)) {
      return { Cluster: result.clusterId, Group: '', Profile: '', Verdict: 'NotChecked', Reason: result.code };
    }
    const { name, resourceGroup = '' } = partsOf(result.target.clusterId);
    const open = result.findings.filter((finding) => !isFine(finding));
    return {
      Cluster: name,
      Group: resourceGroup,
      Profile: result.target.profile,
      Verdict: result.verdict,
      Reason: result.reason,
      Required: open.filter(({ severity }) => severity === 'required').length,
      Recommended: open.filter(({ severity }) => severity === 'recommended').length,
    };
  });
}

/** The plan of each cluster, for programs. */
export function plansOf({ results }: ScanReport): readonly object[] {
  return results.map((result) =>
    isScanned(result)
      ? {
          clusterId: result.target.clusterId,
          profile: result.target.profile,
          verdict: result.verdict,
          planId: result.planId,
          actions: result.plan.actions,
          skipped: result.plan.skipped,
        }
      : result,
  );
}

/** A row for each change, for tables. */
export function planRows({ results }: ScanReport): readonly object[] {
  return results.filter(isScanned).flatMap(({ target, plan }) => {
    const { name } = partsOf(target.clusterId);
    return [
      ...plan.actions.map(({ text, ruleIds }) => ({
        Cluster: name,
        Rules: ruleIds.join(' '),
        When: 'now',
        Change: text,
      })),
      ...plan.skipped.map(({ action: { text, ruleIds }, reason }) => ({
        Cluster: name,
        Rules: ruleIds.join(' '),
        When: reason,
        Change: text,
      })),
    ];
  });
}
