import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CLUSTER_ID } from '../../../local/demo/world.ts';
import { startAzurite } from '../../../local/host/azurite.ts';
import { beginScan, listStep } from '../../../shared/commands/bulk-scan.ts';
import { MAX_RESULTS_ON_PAGE } from '../../../shared/model/limits.ts';
import { parseClusterId } from '../../../shared/model/resource-id.ts';
import type { ScanListOrder, ScanOrder } from '../../../shared/ports/scan-store.ts';
import { toLine } from '../../../shared/scan/formats/ndjson.ts';
import { SCANS_TABLE } from '../../../shared/storage/names.ts';
import { createTableScans } from '../../../shared/storage/table-scans.ts';
import { answered } from '../../support/arm-port.ts';
import { CLUSTER, must, PROFILE } from '../../support/facts.ts';
import { REPORT } from '../../support/reports.ts';
import { storageAt } from '../../support/stored-targets.ts';
import type { Figure } from '../figure.ts';
import { meterOf } from './meter.ts';

const SUBSCRIPTIONS = 10;
const CLUSTERS_PER_SUBSCRIPTION = 1000;
/** Kept in the storage: what one page reads does not depend on their number. */
const RESULTS = 1000;
const MAX_PAGE_MIB = 10;

/** The start of a scan of a fleet, and the pages of its results. */
export async function measureScan(): Promise<readonly Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'backstay-fleet-'));
  const azurite = await startAzurite({ location: folder, inMemory: true, accounts: ['scans'] });
  try {
    return await measureAt(azurite.connectionStringOf('scans'));
  } finally {
    await azurite.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureAt(connectionString: string): Promise<readonly Figure[]> {
  const table = storageAt(connectionString).table(SCANS_TABLE);
  const scans = createTableScans(table);
  const meter = meterOf(table.pipeline);
  const lists: ScanListOrder[] = [];
  const orders: ScanOrder[] = [];
  const subscriptions = Array.from(
    { length: SUBSCRIPTIONS },
    (_, index) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
  );
  const ports = {
    scans,
    profiles: [{ ...PROFILE, selector: { ...PROFILE.selector, subscriptions } }],
    queue: {
      send: async (order: ScanOrder | ScanListOrder) => {
        if ('list' in order) lists.push(order);
        else orders.push(order);
      },
    },
    clock: { now: () => new Date('2026-01-01T00:00:00Z') },
    log: { info() {}, warn() {}, error() {} },
    newId: () => 'scan',
    arm: {
      listClusters: async (subscription: string) =>
        answered(
          Array.from({ length: CLUSTERS_PER_SUBSCRIPTION }, (_, index) => ({
            ...CLUSTER,
            id: must(
              parseClusterId(`${CLUSTER_ID.replace(/subscriptions\/[^/]+/, `subscriptions/${subscription}`)}-${index}`),
            ),
          })),
        ),
    },
  };
  const begun = await meter(async () => void (await beginScan({}, ports)));
  const messages = lists.length;
  let steps = 0;
  for (let next = lists.shift(); next !== undefined; next = lists.shift(), steps++) await listStep(next, ports);

  const [result] = REPORT.results.flatMap((one) => ('findings' in one ? one : []));
  for (let index = 0; index < RESULTS; index++) {
    const target = { clusterId: must(parseClusterId(`${CLUSTER_ID}-${index}`)), profile: 'standard' };
    await scans.save('scan', { kind: 'result', result: { ...must(result), target } });
  }
  let [lines, peak] = [0, 0];
  let continuation: string | undefined;
  let largest = 0;
  do {
    const { bytes } = await meter(async () => {
      const page = await scans.page('scan', MAX_RESULTS_ON_PAGE, continuation);
      lines += page.parts.map((part) => (part.kind === 'result' ? toLine(part.result) : '')).length;
      continuation = page.continuation;
    });
    largest = Math.max(largest, bytes / 2 ** 20);
    peak = Math.max(peak, process.memoryUsage().heapUsed / 2 ** 20);
  } while (continuation !== undefined);
  const total = SUBSCRIPTIONS * CLUSTERS_PER_SUBSCRIPTION;
  return [
    {
      what: `scan of ${total.toLocaleString('en')} clusters: calls to storage and messages until it has started; steps that list them`,
      measured: `${begun.calls} calls, ${messages} message; ${steps} steps order ${orders.length} scans`,
      wanted: '1 message',
      reached: messages === 1 && orders.length === total,
    },
    {
      what: `its results, ${MAX_RESULTS_ON_PAGE} on a page: the largest page; the largest heap`,
      measured: `${largest.toFixed(1)} MiB; ${Math.round(peak)} MiB${lines === RESULTS ? '' : ' (BROKEN)'}`,
      wanted: `≤ ${MAX_PAGE_MIB} MiB a page`,
      reached: largest <= MAX_PAGE_MIB && lines === RESULTS,
    },
  ];
}
