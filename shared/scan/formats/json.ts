import { protectionOf } from '../../plan/shown-protection.ts';
import { isScanned, type ScanReport } from '../report.ts';

/** Raised when a field changes its meaning or goes away; new fields do not raise it. */
const SCHEMA_VERSION = 1;

/**
 * The whole report: `{ schemaVersion, startedAt, results }`, each result with target, verdict,
 * findings, protection, plan and planId as the API returns them, or `clusterId`, `code` and
 * `problem` where a cluster could not be checked.
 */
export function toJson({ startedAt, results }: ScanReport): string {
  const whole = results.map((result) =>
    isScanned(result) ? { ...result, protection: protectionOf(result.findings) } : result,
  );
  return JSON.stringify({ schemaVersion: SCHEMA_VERSION, startedAt, results: whole }, undefined, 2);
}
