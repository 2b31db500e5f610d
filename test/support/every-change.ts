import { CHANGES, KINDS } from '../../shared/changes/index.ts';
import type { Finding } from '../../shared/model/finding.ts';
import { RULES } from '../../shared/rules/index.ts';
import type { ScanReport } from '../../shared/scan/report.ts';
import { BARE } from './facts.ts';
import { resultOf, SCANNED_AT } from './reports.ts';

/** A report in which each kind of change is missing once, with this evidence. */
export function everyChange(evidence: Finding['evidence'] = {}): ScanReport {
  const findings = KINDS.map((kind, index): Finding => {
    const ruleId = RULES[index]?.id ?? 'BKS-101';
    const remedy = CHANGES[kind].sample;
    const message = `${kind} is missing.`;
    return {
      ruleId,
      severity: 'required',
      outcome: 'missing',
      reason: 'Missing',
      message,
      evidence,
      sources: [],
      remedy,
    };
  });
  return { startedAt: SCANNED_AT, results: [{ ...resultOf(BARE), findings }] };
}
