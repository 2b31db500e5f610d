import { stringify } from 'csv-stringify/sync';
import type { Finding } from '../../model/finding.ts';
import type { Plan } from '../../model/plan.ts';
import type { ScanResult } from '../../model/scan.ts';
import { protectionOf } from '../../plan/shown-protection.ts';
import { describeAccepted } from '../../wording/describe-accepted.ts';
import { describeDrill } from '../../wording/describe-protection.ts';
import { oneLine } from '../../wording/one-line.ts';
import { isScanned, type NotScanned, type ScanReport } from '../report.ts';
import { stepsOf } from './steps.ts';

const COLUMNS = [
  'clusterId',
  'profile',
  'verdict',
  'ruleId',
  'severity',
  'outcome',
  'reason',
  'message',
  'steps',
  'scannedAt',
  'protection',
  'vault',
  'policy',
  'latestRecoveryPoint',
  'restoreDrill',
  'accepted',
] as const;

type Row = { readonly [C in (typeof COLUMNS)[number]]: string };

/** A line for each finding, by RFC 4180; a cluster without findings has one line that says why. */
export function toCsv({ startedAt, results }: ScanReport): string {
  const rows = results.flatMap((result) => (isScanned(result) ? rowsOf(result) : [rowOfFailed(result, startedAt)]));
  return stringify(rows, {
    header: true,
    columns: [...COLUMNS],
    record_delimiter: '\r\n',
    // A cell that begins like a formula is run by spreadsheets: it gets an apostrophe before it.
    // https://owasp.org/www-community/attacks/CSV_Injection
    escape_formulas: true,
  });
}

function rowsOf({ target, verdict, reason, findings, plan, scannedAt }: ScanResult): readonly Row[] {
  const protection = protectionOf(findings);
  const about = {
    ...{ clusterId: target.clusterId, profile: target.profile, verdict, scannedAt },
    protection: protection.state,
    vault: protection.vault ?? '',
    policy: protection.policy ?? '',
    latestRecoveryPoint: protection.latestRecoveryPoint ?? '',
    restoreDrill: protection.restoreDrill === undefined ? '' : oneLine(describeDrill(protection.restoreDrill)),
  };
  if (findings.length === 0) {
    return [{ ...about, ruleId: '', severity: '', outcome: '', reason, message: '', steps: '', accepted: '' }];
  }
  return findings.map((finding) => ({ ...about, ...cellsOf(finding, plan) }));
}

function cellsOf(finding: Finding, plan: Plan) {
  const { ruleId, severity, outcome, reason, message, accepted } = finding;
  return {
    ruleId,
    severity,
    outcome,
    reason,
    message: oneLine(message),
    steps: stepsOf(finding, plan).map(oneLine).join(' ; '),
    accepted: accepted === undefined ? '' : oneLine(describeAccepted(accepted)),
  };
}

function rowOfFailed({ clusterId, code, problem }: NotScanned, scannedAt: string): Row {
  const nothing = {
    ...{ profile: '', ruleId: '', severity: '', outcome: '', steps: '', accepted: '' },
    ...{ protection: 'notKnown', vault: '', policy: '', latestRecoveryPoint: '', restoreDrill: '' },
  };
  return {
    clusterId: oneLine(clusterId),
    verdict: 'Unknown',
    reason: code,
    message: oneLine(problem),
    scannedAt,
    ...nothing,
  };
}
