import type { Finding } from './finding.ts';
import type { Plan } from './plan.ts';
import type { Verdict } from './state.ts';
import type { Target } from './target.ts';

/** One cluster as a scan saw it. A scan never writes to Azure, and keeps nothing of a target. */
export interface ScanResult {
  readonly target: Target;
  /** ISO 8601. */
  readonly scannedAt: string;
  readonly verdict: Verdict;
  readonly reason: string;
  readonly findings: readonly Finding[];
  /**
   * The changes that would run now in mode "enforce"; changes that the profile does not allow are
   * left out with their reason.
   */
  readonly plan: Plan;
  /** Names this very plan on this very target: it changes when what would be written changes. */
  readonly planId: string;
}
