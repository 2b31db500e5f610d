import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CLUSTER_ID } from '../../../local/demo/world.ts';
import { startAzurite } from '../../../local/host/azurite.ts';
import { sendDailyDigest } from '../../../shared/jobs/daily-digest.ts';
import { measureFleet } from '../../../shared/jobs/fleet-metrics.ts';
import { sweep } from '../../../shared/jobs/sweep.ts';
import { parseClusterId } from '../../../shared/model/resource-id.ts';
import type { Condition, TargetState } from '../../../shared/model/state.ts';
import { TARGETS_TABLE } from '../../../shared/storage/names.ts';
import { createTableTargetRows } from '../../../shared/storage/table-target-rows.ts';
import { createTrail } from '../../../shared/storage/table-trail.ts';
import { createTargetStore } from '../../../shared/storage/target-store.ts';
import { must } from '../../support/facts.ts';
import { outboxAtOnce } from '../../support/memory-outbox.ts';
import { memoryChainRows, memoryNotes } from '../../support/memory-rows.ts';
import { REPORT } from '../../support/reports.ts';
import { storageAt } from '../../support/stored-targets.ts';
import type { Figure } from '../figure.ts';
import { type Metered, meterOf } from './meter.ts';

const SIZES = [100, 1_000, 10_000];
const MAX_SWEEP_MIB = 10;
/** All targets are due at this time. */
const DUE_AT = '2026-01-02T00:00:00.000Z';
const LONG_BEFORE = '2026-01-01T06:00:00.000Z';
const LONG_AFTER = '2026-01-02T06:00:00.000Z';
/** One target in so many needs a person. */
const NOT_READY_EVERY = 20;

/** Reads of each timer from Table storage, at several sizes of the fleet. */
export async function measureTimers(): Promise<readonly Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'backstay-fleet-'));
  const azurite = await startAzurite({ location: folder, inMemory: true, accounts: SIZES.map(accountOf) });
  try {
    const figures: Figure[] = [];
    for (const size of SIZES) figures.push(...(await measureSize(size, azurite.connectionStringOf(accountOf(size)))));
    return figures;
  } finally {
    await azurite.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function accountOf(size: number): string {
  return `fleet${size}`;
}

async function measureSize(size: number, connectionString: string): Promise<readonly Figure[]> {
  const table = storageAt(connectionString).table(TARGETS_TABLE);
  const rows = createTableTargetRows(table);
  await furnish(rows, size);
  const meter = meterOf(table.pipeline);
  const clockAt = (at: string) => ({ now: () => new Date(at) });
  const notes = memoryNotes();
  let sent = 0;
  const ports = (at: string) => {
    const clock = clockAt(at);
    const trail = createTrail(memoryChainRows(), clock, 'bench');
    return {
      targets: createTargetStore(rows),
      queue: {
        async send() {
          sent++;
        },
      },
      clock,
      notes,
      outbox: outboxAtOnce({ clock, trail, onCard: () => undefined }),
      publicUrl: undefined,
      log: { info() {}, warn() {}, error() {} },
    };
  };
  const quiet = await meter(() => sweep(ports(LONG_BEFORE)));
  const all = await meter(() => sweep(ports(LONG_AFTER)));
  const metrics = await meter(() => measureFleet(ports(LONG_AFTER)));
  const digest = await meter(() => sendDailyDigest(0, ports(LONG_AFTER)));
  const whole = await meter(async () => {
    for await (const _ of rows.list({}));
  });
  const times = whole.bytes / all.bytes;
  const name = size.toLocaleString('en');
  return [
    {
      what: `sweep of ${name} targets, none of them due, and all of them due`,
      measured: `${describeMetered(quiet)}; ${describeMetered(all)} (${sent} requeued)`,
      wanted: `≤ ${MAX_SWEEP_MIB} MiB`,
      reached: all.bytes <= MAX_SWEEP_MIB * 1024 * 1024 && sent === size,
    },
    {
      what: `${name} targets, 1 in ${NOT_READY_EVERY} not ready: fleet metrics; daily digest`,
      measured: `${describeMetered(metrics)}; ${describeMetered(digest)}`,
      wanted: 'no limit set',
      reached: true,
    },
    {
      what: `${name} targets: all states read whole, for comparison`,
      measured: `${describeMetered(whole)}: ${times.toFixed(0)} times as much as a sweep of all`,
      wanted: 'no limit set',
      reached: true,
    },
  ];
}

function describeMetered({ bytes, calls, cpuMs }: Metered): string {
  return `${(bytes / 1024 / 1024).toFixed(2)} MiB, ${calls} calls, ${Math.round(cpuMs)} ms CPU`;
}

/** Rows as they are after a full assessment: every finding with its words. */
async function furnish(rows: ReturnType<typeof createTableTargetRows>, size: number): Promise<void> {
  const [ready, bare] = REPORT.results.map((result) => ('findings' in result ? result : undefined));
  const conditionsOf = (result: typeof ready) =>
    must(result).findings.map((finding): Condition => ({ ...finding, since: LONG_BEFORE }));
  const [fine, missing] = [conditionsOf(ready), conditionsOf(bare)];
  const write = (index: number) => {
    const isReady = index % NOT_READY_EVERY !== 0;
    const state: TargetState = {
      schemaVersion: 1,
      target: { clusterId: must(parseClusterId(`${CLUSTER_ID}-${index}`)), profile: 'standard' },
      verdict: isReady ? 'Ready' : 'NeedsPerson',
      verdictReason: isReady ? 'RequiredSatisfied' : 'RoleAssignmentMissing',
      verdictSince: LONG_BEFORE,
      conditions: isReady ? fine : missing,
      attempts: {},
      fullLookAt: LONG_BEFORE,
      wakeAt: DUE_AT,
      dirty: false,
      seenEvents: [],
    };
    return rows.write(state, undefined);
  };
  for (let from = 0; from < size; from += 50) {
    await Promise.all(Array.from({ length: Math.min(50, size - from) }, (_, index) => write(from + index)));
  }
}
