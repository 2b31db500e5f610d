import type { ScanResult } from '../../model/scan.ts';
import { isFine } from './steps.ts';

/** The findings that make a scan end badly: required ones, recommended ones as well, or none. */
export const THRESHOLDS = ['required', 'recommended', 'never'] as const;
export type Threshold = (typeof THRESHOLDS)[number];

/**
 * Whether a scan of this cluster ends well. The exit code and the test report both follow from it,
 * so they never disagree.
 */
export function endsWell(
  { verdict, findings }: Pick<ScanResult, 'verdict' | 'findings'>,
  threshold: Threshold,
): boolean {
  if (threshold === 'never') return true;
  return verdict === 'Ready' && (threshold === 'required' || findings.every(isFine));
}
