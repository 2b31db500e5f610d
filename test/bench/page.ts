import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnHost } from '../../local/demo/host-process.ts';
import { setStage } from '../../local/demo/stage.ts';
import { CLUSTER_ID } from '../../local/demo/world.ts';
import { parseClusterId } from '../../shared/model/resource-id.ts';
import type { Condition, TargetState } from '../../shared/model/state.ts';
import { TARGETS_TABLE } from '../../shared/storage/names.ts';
import { createTableTargetRows } from '../../shared/storage/table-target-rows.ts';
import { must } from '../support/facts.ts';
import { REPORT, SCANNED_AT } from '../support/reports.ts';
import { storageAt } from '../support/stored-targets.ts';
import type { Figure } from './figure.ts';

const TARGETS = 2000;
const TIMES = 9;
const MAX_MS = 300;
const MAX_BYTES = 1024 * 1024;

/**
 * The report over a fleet, as a browser gets it from the host: the first byte of the page, and its
 * size.
 */
export async function measurePage(): Promise<readonly Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'backstay-page-'));
  const stage = await setStage({ speed: 60, folder });
  try {
    await furnish(stage.storage);
    const files = { settings: join(folder, 'settings.json'), certificate: join(folder, 'arm.pem') };
    const host = await spawnHost({ ...files, port: 0, speed: 60, onLine: () => {} });
    const times: number[] = [];
    let bytes = 0;
    for (let time = 0; time < TIMES; time++) {
      const startedAt = performance.now();
      const response = await fetch(`${host.url}/api/report`, { headers: { 'x-functions-key': host.functionKey } });
      if (!response.ok) throw new Error(`/api/report: ${response.status} ${await response.text()}`);
      times.push(performance.now() - startedAt);
      bytes = (await response.arrayBuffer()).byteLength;
    }
    await host.stop();
    const median = times.sort((a, b) => a - b)[Math.floor(TIMES / 2)] ?? 0;
    return [
      {
        what: `the report over ${TARGETS.toLocaleString('en')} targets: first byte (median of ${TIMES})`,
        measured: `${Math.round(median)} ms`,
        wanted: `< ${MAX_MS} ms`,
        reached: median < MAX_MS,
      },
      {
        what: 'the same: size of the page',
        measured: `${Math.round(bytes / 1024)} KiB`,
        wanted: '< 1,024 KiB',
        reached: bytes < MAX_BYTES,
      },
    ];
  } finally {
    await stage.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Rows as they are after a full look: every finding with its words. */
async function furnish(connectionString: string): Promise<void> {
  const rows = createTableTargetRows(storageAt(connectionString).table(TARGETS_TABLE));
  const [, bare] = REPORT.results;
  const conditions = must(bare && 'findings' in bare ? bare : undefined).findings.map(
    (finding): Condition => ({ ...finding, since: SCANNED_AT }),
  );
  const states = Array.from(
    { length: TARGETS },
    (_, index): TargetState => ({
      schemaVersion: 1,
      target: { clusterId: must(parseClusterId(`${CLUSTER_ID}-${index}`)), profile: 'standard' },
      verdict: index % 7 === 0 ? 'NeedsPerson' : 'Ready',
      verdictReason: index % 7 === 0 ? 'RoleAssignmentMissing' : 'AllSatisfied',
      verdictSince: SCANNED_AT,
      conditions,
      attempts: {},
      dirty: false,
      seenEvents: [],
    }),
  );
  while (states.length > 0) await Promise.all(states.splice(0, 50).map((state) => rows.write(state, undefined)));
}
