import { scanCluster } from '../../shared/commands/scan-cluster.ts';
import type { ScanResult } from '../../shared/model/scan.ts';
import type { Target } from '../../shared/model/target.ts';
import type { NotScanned, ScanReport } from '../../shared/scan/report.ts';
import type { OpenScan } from './open-scan.ts';
import { explainFailure } from './sign-in.ts';

/** Few enough for the quotas of one login. */
const SIDE_BY_SIDE = 4;

/**
 * Scans all of them, in their order; one that cannot be scanned is part of the report and stops
 * nothing.
 */
export async function scanMany(
  targets: readonly Target[],
  { ports }: OpenScan,
  onDone: (done: number) => void,
): Promise<ScanReport> {
  const startedAt = ports.clock.now().toISOString();
  const results: (ScanResult | NotScanned)[] = [];
  let next = 0;
  let done = 0;
  async function work(): Promise<void> {
    for (let index = next++; index < targets.length; index = next++) {
      const target = targets[index];
      if (target === undefined) return;
      results[index] = await scanOne(target);
      onDone(++done);
    }
  }
  const scanOne = async (target: Target): Promise<ScanResult | NotScanned> => {
    try {
      return notScanned(await scanCluster(target, ports));
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      return { clusterId: target.clusterId, code: 'UnexpectedError', problem };
    }
  };
  onDone(0);
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work));
  return { startedAt, results };
}

/** A cluster that could not even be read is no result to be proud of: it says why. */
function notScanned(result: ScanResult): ScanResult | NotScanned {
  const { clusterId } = result.target;
  if (result.verdict === 'Gone') {
    return { clusterId, code: result.reason, problem: 'The cluster was not found, or this login may not see it.' };
  }
  const unread = result.findings.flatMap((finding) => (finding.outcome === 'unknown' ? finding.unread : []));
  const failure = unread.find(({ need }) => need === 'cluster')?.failure;
  if (failure === undefined) return result;
  return { clusterId, code: failure.code, problem: explainFailure(failure) };
}
