import type { ScanResult } from '../model/scan.ts';

/**
 * A cluster that could not be checked. It is part of the report: nothing that was asked for is
 * dropped.
 */
export interface NotScanned {
  readonly clusterId: string;
  /** A word for programs. */
  readonly code: string;
  readonly problem: string;
}

/** The result of a scan of one cluster or of many. */
export interface ScanReport {
  /** ISO 8601. */
  readonly startedAt: string;
  readonly results: readonly (ScanResult | NotScanned)[];
}

/** Whether a cluster could be checked. */
export function isScanned(result: ScanResult | NotScanned): result is ScanResult {
  return 'findings' in result;
}
