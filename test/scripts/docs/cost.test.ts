import { globSync, readFileSync } from 'node:fs';
import { Cron } from 'croner';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loggedTrail } from '../../../shared/audit/logged-trail.ts';
import { jsonLog } from '../../../shared/lib/log.ts';
import type { RecordEntry } from '../../../shared/model/record.ts';
import { settingsSchema } from '../../../shared/settings/settings.ts';
import { createTrail } from '../../../shared/storage/table-trail.ts';
import { createTargetStore } from '../../../shared/storage/target-store.ts';
import { memoryChainRows, memoryTargetRows } from '../../support/memory-rows.ts';
import { createVirtualWorld, type VirtualWorld } from '../../support/virtual-world.ts';

/** Everything that Azure counts of one thing that happens. */
interface Activity {
  readonly wakes: number;
  readonly armCalls: number;
  /** Reads and writes of single rows; each row of a transaction counts. */
  readonly tableOperations: number;
  readonly logLines: number;
  readonly logBytes: number;
  readonly recordBytes: number;
}

const PAGE = readFileSync('docs/cost.md', 'utf8');
/** The page without its line breaks. */
const PROSE = PAGE.replaceAll(/\s+/g, ' ');
const MEASURED = {
  created: rowOf('the cluster is created and becomes ready'),
  changed: rowOf('another client writes to a ready cluster'),
  drift: rowOf('a ready cluster is assessed on schedule'),
};
const STATE_BYTES = numberOf(/([\d,]+) bytes of state for each cluster/.exec(PAGE)?.[1] ?? '');
const DRIFT_HOURS = settingsSchema.shape.BACKSTAY_DRIFT_HOURS.parse(undefined);
/** How far a figure may be off before the page has to be rewritten. */
const TOLERANCE = 0.15;

describe('what is measured is still so', () => {
  let world: VirtualWorld;
  let counted = nothing();
  let stateBytes = 0;
  const ready = async () => (await world.state())?.verdict === 'Ready';
  const measured = async (what: () => Promise<unknown>): Promise<Activity> => {
    counted = nothing();
    world.requests.length = 0;
    await what();
    return { ...counted, armCalls: world.requests.length };
  };
  const expectNear = (actual: Activity, expected: Activity) => {
    for (const key of Object.keys(expected) as (keyof Activity)[]) {
      const off = Math.abs(actual[key] - expected[key]);
      expect(off, `${key} is ${actual[key]}, not ${expected[key]}`).toBeLessThanOrEqual(expected[key] * TOLERANCE);
    }
  };

  beforeAll(async () => {
    world = await createVirtualWorld();
    const rows = memoryTargetRows();
    const chains = memoryChainRows();
    const count = (line: string) => {
      counted.logLines++;
      counted.logBytes += line.length;
    };
    const log = jsonLog({ info: count, warn: count, error: count });
    const trail = createTrail(
      {
        ...chains,
        readHead: (target) => operation(() => chains.readHead(target)),
        extend: (target, entries, head, over) => {
          counted.recordBytes += bytesOf(entries);
          return operation(() => chains.extend(target, entries, head, over), 1 + entries.length);
        },
      },
      world.timeline,
      'test',
    );
    const { queue, notes } = world.ports;
    Object.assign(world.ports, {
      log,
      trail: loggedTrail(trail, log),
      targets: createTargetStore({
        ...rows,
        read: (target) => operation(() => rows.read(target)),
        write: (state, over) => {
          stateBytes = JSON.stringify(state).length;
          return operation(() => rows.write(state, over));
        },
      }),
      notes: {
        read: (name: string) => operation(() => notes.read(name)),
        write: (...note: Parameters<typeof notes.write>) => operation(() => notes.write(...note)),
      },
      queue: {
        ...queue,
        send: (...message: Parameters<typeof queue.send>) => {
          counted.wakes++;
          return queue.send(...message);
        },
      },
    });
    await world.prepare();
  });
  afterAll(() => world.close());

  function operation<T>(does: () => Promise<T>, rows = 1): Promise<T> {
    counted.tableOperations += rows;
    return does();
  }

  test('a bare cluster becomes ready', async () => {
    const actual = await measured(async () => {
      await world.createCluster();
      await world.pass(ready);
    });
    expect(await ready()).toBe(true);
    expectNear(actual, MEASURED.created);
  });

  test('a day without events is two looks', async () => {
    await world.pass(() => false, 1);
    const actual = await measured(() => world.pass(() => false, 24));
    const looks = 24 / DRIFT_HOURS;
    const { drift } = MEASURED;
    expectNear(actual, {
      ...drift,
      wakes: drift.wakes * looks,
      armCalls: drift.armCalls * looks,
      tableOperations: drift.tableOperations * looks,
    });
    expect(Math.abs(stateBytes - STATE_BYTES)).toBeLessThan(STATE_BYTES * TOLERANCE);
  });

  test('a change by others is one short look', async () => {
    const actual = await measured(async () => {
      await world.createCluster({ tags: { team: 'shop' } });
      await world.pass(() => false, 0.5);
    });
    // Each look sends the message for the next one; this one was woken by an event's message
    // besides.
    expectNear({ ...actual, wakes: actual.wakes - 1 }, MEASURED.changed);
  });
});

describe('the page counts as the code does', () => {
  test('runs of the timers', () => {
    const sources = globSync('functions/*.ts').map((file) => readFileSync(file, 'utf8'));
    const timers = sources.flatMap((source) => [...source.matchAll(/app\.timer\('(\w+)', \{\s*schedule: '([^']+)'/g)]);
    const runs = Object.fromEntries(timers.map(([, name = '', schedule = '']) => [name, runsInMonth(schedule)]));
    const listed = [...(/Runs of timers in a month: ([^.]*)\./.exec(PROSE)?.[1] ?? '').matchAll(/`(\w+)` ([\d,]+)/g)];
    expect(Object.fromEntries(listed.map(([, name, count = '']) => [name, numberOf(count)]))).toEqual(runs);
  });

  test('groups of instances, and how many there may be', () => {
    const others = globSync('functions/*.ts').flatMap((file) => [
      ...readFileSync(file, 'utf8').matchAll(/app\.(?:timer|storageQueue|eventGrid)\(/g),
    ]);
    const groups = others.length + 1;
    const most = Number(
      /^param maximumInstanceCount int = (\d+)$/m.exec(readFileSync('infra/main.bicep', 'utf8'))?.[1],
    );
    expect(PROSE).toContain(`Backstay has ${groups} groups`);
    expect(PROSE).toContain(`The default of ${most} allows ${most * groups} instances`);
  });

  test('alert rules, and the hours between two assessments', () => {
    const rules = readFileSync('docs/runbook.md', 'utf8').match(/^## `[\w-]+`/gm)?.length;
    expect(PAGE).toContain(`| ${rules} rules |`);
    expect(PROSE).toContain(`every ${DRIFT_HOURS} hours (\`BACKSTAY_DRIFT_HOURS\`)`);
  });

  test('the sum is that of its rows', () => {
    const rows = [...PAGE.matchAll(/^\| (?!\*\*|part|---).*\| \$([\d.]+) \| \$([\d.]+) \|$/gm)];
    const [, ...sums] = /^\| \*\*sum\*\*.*\*\*\$([\d.]+)\*\* \| \*\*\$([\d.]+)\*\* \|$/m.exec(PAGE) ?? [];
    expect(rows).toHaveLength(7);
    const [small = 0, large = 0] = sums.map(Number);
    expect(Math.abs(rows.reduce((sum, [, each]) => sum + Number(each), 0) - small)).toBeLessThan(0.5);
    expect(Math.abs(rows.reduce((sum, [, , each]) => sum + Number(each), 0) - large)).toBeLessThan(0.5);
  });
});

function numberOf(text: string): number {
  return Number(text.replaceAll(',', ''));
}

/** The figures of one row of "Activity of one cluster". */
function rowOf(what: string): Activity {
  const row = PAGE.split('\n').find((line) => line.startsWith(`| ${what} |`));
  if (row === undefined) throw new Error(`docs/cost.md has no row "${what}".`);
  const [wakes = 0, armCalls = 0, tableOperations = 0, logLines = 0, logBytes = 0, recordBytes = 0] = row
    .split('|')
    .slice(2, -1)
    .map((cell) => numberOf(cell.trim()));
  return { wakes, armCalls, tableOperations, logLines, logBytes, recordBytes };
}

/**
 * `schedule` has six fields, with the seconds first.
 * https://learn.microsoft.com/azure/azure-functions/functions-bindings-timer
 */
function runsInMonth(schedule: string): number {
  const begin = new Date('2026-01-01T00:00:00Z');
  const end = new Date(begin.getTime() + 24 * 3_600_000);
  const cron = new Cron(schedule, { timezone: 'UTC', paused: true });
  let runs = 0;
  let at = cron.nextRun(new Date(begin.getTime() - 1000));
  while (at !== null && at < end) {
    runs++;
    at = cron.nextRun(at);
  }
  return runs * 30;
}

function nothing() {
  return { wakes: 0, armCalls: 0, tableOperations: 0, logLines: 0, logBytes: 0, recordBytes: 0 };
}

function bytesOf(entries: readonly RecordEntry[]): number {
  return JSON.stringify(entries).length;
}
