import type { FactValues } from '../../shared/model/fact.ts';
import type { ScanResult } from '../../shared/model/scan.ts';
import { withFindings, withSkipped } from '../../shared/plan/conditions.ts';
import { makePlan } from '../../shared/plan/make-plan.ts';
import { verdictOf } from '../../shared/plan/verdict.ts';
import { evaluateRules } from '../../shared/rules/evaluate-rules.ts';
import { RULES } from '../../shared/rules/index.ts';
import { planIdOf } from '../../shared/scan/plan-id.ts';
import type { ScanReport } from '../../shared/scan/report.ts';
import { BARE, known, PROFILE, READY } from './facts.ts';
import { TARGET } from './record.ts';

export const SCANNED_AT = '2026-01-01T00:00:00.000Z';

/** The outcome of a scan of a cluster with these facts. */
export function resultOf(values: FactValues): ScanResult {
  const findings = evaluateRules(RULES, known(values), PROFILE);
  const plan = makePlan(findings, { profile: PROFILE, open: [], attempts: {}, now: SCANNED_AT });
  const moment = { now: SCANNED_AT, pollSeconds: 10 };
  const { verdict, reason } = verdictOf(withSkipped(withFindings([], findings, moment), plan.skipped, {}));
  return { target: TARGET, scannedAt: SCANNED_AT, verdict, reason, findings, plan, planId: planIdOf(TARGET, plan) };
}

/** One cluster that is ready, one that has nothing, and one that could not be checked. */
export const REPORT: ScanReport = {
  startedAt: SCANNED_AT,
  results: [
    resultOf(READY),
    resultOf(BARE),
    { clusterId: '/subscriptions/x', code: 'AuthorizationFailed', problem: 'no right to read it' },
  ],
};

/** The same with this text wherever others choose a text. */
export function reportWith(text: string): ScanReport {
  const one = resultOf(BARE);
  const findings = one.findings.map((finding) => ({ ...finding, message: text }));
  const plan = { ...one.plan, actions: one.plan.actions.map((action) => ({ ...action, text })) };
  const clusterId = `/subscriptions/s/resourceGroups/${text}` as typeof TARGET.clusterId;
  const target = { ...TARGET, clusterId: TARGET.clusterId, profile: text };
  return {
    startedAt: SCANNED_AT,
    results: [
      { ...one, target, findings, plan, reason: text },
      { clusterId, code: 'Code', problem: text },
    ],
  };
}
