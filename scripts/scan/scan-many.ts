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
  opened: OpenScan,
  onDone: (done: number) => void,
): Promise<ScanReport> {
  const startedAt = opened.ports.clock.now().toISOString();
  const results: (ScanResult | NotScanned)[] = [];
  let done = 0;
  onDone(0);
  await scanEach(targets, opened, (result, index) => {
    results[index] = result;
    onDone(++done);
  });
  return { startedAt, results };
}

/** The same without keeping results: each is handed over when it is there. */
export async function scanEach(
  targets: readonly Target[],
  { ports }: OpenScan,
  onResult: (result: ScanResult | NotScanned, index: number) => void | Promise<void>,
): Promise<void> {
  let next = 0;
  async function work(): Promise<void> {
    for (let index = next++; index < targets.length; index = next++) {
      const target = targets[index];
      if (target === undefined) return;
      await onResult(await scanOne(target), index);
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
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work));
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
