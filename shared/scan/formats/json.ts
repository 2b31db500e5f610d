import type { ScanReport } from '../report.ts';

/** Raised when a field changes its meaning or goes away; new fields do not raise it. */
const SCHEMA_VERSION = 1;

/**
 * The whole report: `{ schemaVersion, startedAt, results }`, each result with target, verdict, findings, plan and planId as the API
 * tells them, or `clusterId`, `code` and `problem` where a cluster could not be checked.
 */
export function toJson({ startedAt, results }: ScanReport): string {
  return JSON.stringify({ schemaVersion: SCHEMA_VERSION, startedAt, results }, undefined, 2);
}
