import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Activity, MEASURED, postsOf, STATE_BYTES, volumesOf } from '../../../scripts/docs/cost-model.ts';
import { costPage, round } from '../../../scripts/docs/cost-page.ts';
import { ownSettings } from '../../../scripts/docs/cost-settings.ts';
import { loggedTrail } from '../../../shared/audit/logged-trail.ts';
import { jsonLog } from '../../../shared/lib/log.ts';
import type { RecordEntry } from '../../../shared/model/record.ts';
import { createTrail } from '../../../shared/storage/table-trail.ts';
import { createTargetStore } from '../../../shared/storage/target-store.ts';
import { memoryChainRows, memoryTargetRows } from '../../support/memory-rows.ts';
import { createVirtualWorld, type VirtualWorld } from '../../support/virtual-world.ts';

const SETTINGS = ownSettings('.');
/** How far a figure may be off before the page has to be written anew. */
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
    const looks = 24 / SETTINGS.driftHours;
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
    // Each look sends the message for the next one; this one was woken by an event's message besides.
    expectNear({ ...actual, wakes: actual.wakes - 1 }, MEASURED.changed);
  });
});

describe('the arithmetic', () => {
  test('counts the timers as the code sets them', () => {
    expect(SETTINGS.timers).toMatchObject({ sweep: 6 * 24 * 30, anchor: 24 * 30, news: 12 * 24 * 30 });
    expect(SETTINGS.alertRules).toBeGreaterThanOrEqual(7);
  });

  test('of one cluster, by hand', () => {
    const settings = { driftHours: 12, timers: { sweep: 4320 }, alertRules: 0 };
    const assumed = {
      changesPerClusterAndDay: 2,
      newPerMonth: 0,
      writesPerClusterAndDay: 10,
      secondsPerWake: 2,
      secondsPerPage: 0,
      instanceGb: 1,
      envelopeBytes: 500,
      itemsPerExecution: 1,
      traceRatio: 0,
      monthsKept: 1,
    };
    const volumes = volumesOf(1, settings, assumed);
    // 60 looks and 60 changes, 60 events that told of them, 4,320 sweeps of one page each.
    expect(volumes).toMatchObject({ drift: 60, changed: 60, created: 0, wakes: 120, timerRuns: 4320, pagesRead: 4320 });
    expect(volumes.executions).toBe(120 + 60 + 4320);
    expect(volumes.gbSeconds).toBe(120 * 2 + (60 + 4320));
    expect(volumes.armCalls).toBe(60 * MEASURED.drift.armCalls + 60 * MEASURED.changed.armCalls);
    expect(volumes.events).toBe(300);
    const prices = {
      gbSecond: 1,
      millionExecutions: 0,
      tenThousandOperations: 0,
      storedGb: 0,
      logGb: 0,
      millionEvents: 0,
      alertRule: 5,
    };
    const dollars = postsOf(volumes, { ...settings, alertRules: 2 }, prices).map((post) => post.dollars);
    expect(dollars).toEqual([volumes.gbSeconds, 0, 0, 0, 0, 0, 10]);
  });

  test('grows with the fleet, but for timers and alerts', () => {
    const [small, large] = [volumesOf(100, SETTINGS), volumesOf(10_000, SETTINGS)];
    expect(large.wakes).toBeCloseTo(small.wakes * 100);
    expect(large.timerRuns).toBe(small.timerRuns);
    expect(large.gbSeconds).toBeLessThan(small.gbSeconds * 100);
  });

  test('is on the page, and its posts make the sum', () => {
    const page = costPage(SETTINGS, { groups: 14, maximumInstances: 40 });
    for (const clusters of [100, 10_000]) {
      const volumes = volumesOf(clusters, SETTINGS);
      expect(page).toContain(round(volumes.armCalls));
      const sum = postsOf(volumes, SETTINGS).reduce((total, { dollars }) => total + dollars, 0);
      expect(page).toContain(`**$${round(sum)}**`);
    }
    expect(page).toContain('**the prices\nare assumptions too**');
  });

  test.each([
    [0, '0'],
    [0.08391, '0.0839'],
    [1234.5, '1,230'],
    [18_000_000, '18,000,000'],
  ])('%d is written %s', (number, text) => {
    expect(round(number)).toBe(text);
  });
});

describe('npm run cost', () => {
  const cost = (...args: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/cost.ts', ...args], { encoding: 'utf8' });
    return { status, stdout, stderr };
  };

  test('puts figures of the reader in the place of assumed ones', () => {
    const { status, stdout } = cost('--clusters', '500', '--set', 'gbSecond=0', 'alertRule=0', '--set', 'logGb=1000');
    expect(status).toBe(0);
    expect(stdout).toMatch(/execution time .* \$0\.00\n/);
    expect(stdout).toMatch(/logs and telemetry .* GB × \$1000 /);
  });

  test.each([
    ['a number that is none', ['--clusters', 'many'], '--clusters is "many"'],
    ['a figure that there is not', ['--clusters', '1', '--set', 'luck=1'], '--set knows no "luck"'],
    ['a figure that is no number', ['--clusters', '1', '--set', 'logGb=-1'], '--set logGb is "-1"'],
  ])('refuses %s', (_, args, said) => {
    const { status, stdout, stderr } = cost(...args);
    expect(status).toBe(1);
    expect(stderr).toContain(said);
    expect(stdout).toBe('');
  });
});

function nothing() {
  return { wakes: 0, armCalls: 0, tableOperations: 0, logLines: 0, logBytes: 0, recordBytes: 0 };
}

function bytesOf(entries: readonly RecordEntry[]): number {
  return JSON.stringify(entries).length;
}
