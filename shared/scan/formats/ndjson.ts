import type { ScanResult } from '../../model/scan.ts';
import { targetIdOf } from '../../model/target-id.ts';
import { protectionOf } from '../../plan/shown-protection.ts';
import { isScanned, type NotScanned, type ScanReport } from '../report.ts';

/**
 * A line for each cluster: its result as the API returns it, or `clusterId`, `code` and `problem`
 * where it could not be checked. So a report of any size can be written and read line by line.
 */
export function toNdjson({ results }: ScanReport): string {
  return results.map(toLine).join('').trimEnd();
}

/** Ends with its line break. */
export function toLine(result: ScanResult | NotScanned): string {
  const whole = isScanned(result)
    ? { ...result, targetId: targetIdOf(result.target), protection: protectionOf(result.findings) }
    : result;
  return `${JSON.stringify(whole)}\n`;
}
