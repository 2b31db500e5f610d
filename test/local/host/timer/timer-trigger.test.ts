import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, expect, test, vi } from 'vitest';
import type { AppFunction, TriggerOf } from '../../../../local/host/app/function.ts';
import type { HostStorage } from '../../../../local/host/host-storage.ts';
import type { Listener } from '../../../../local/host/listener.ts';
import type { TimerStatus } from '../../../../local/host/timer/status.ts';
import { startTimer } from '../../../../local/host/timer/timer-trigger.ts';
import { until } from '../../../support/until.ts';

interface Info {
  readonly IsPastDue: boolean;
  readonly ScheduleStatus: { readonly Last: string; readonly Next: string } | null;
}

let listener: Listener | undefined;
afterEach(async () => {
  await listener?.stop();
  vi.useRealTimers();
});

/** Runs a timer whose status is kept in memory; answers with what its runs were given. */
async function start(
  options: Partial<TriggerOf<'timerTrigger'>>,
  stored: Map<string, TimerStatus> = new Map(),
  work: () => unknown = () => undefined,
): Promise<Info[]> {
  const infos: Info[] = [];
  const trigger = {
    type: 'timerTrigger',
    name: 'timer',
    schedule: '0 0 * * * *',
    runOnStartup: false,
    useMonitor: true,
    ...options,
  } as const;
  const fn: AppFunction = { name: 'tick', trigger, bindings: {}, callback: () => undefined };
  const storage: HostStorage = {
    readKeys: () => Promise.reject(new Error('not asked for')),
    renewEventGridKey: () => Promise.reject(new Error('not asked for')),
    readTimer: async (name) => stored.get(name),
    writeTimer: async (name, status) => void stored.set(name, status),
  };
  listener = await startTimer(fn, trigger, {
    storage,
    log: ({ message }) => expect.fail(message),
    async invoke(_, { data }) {
      if ('json' in data) infos.push(JSON.parse(data.json) as Info);
      await work();
      return {};
    },
  });
  return infos;
}

/**
 * Half past an hour that does not end while a test runs. Only the clock stands still; what waits
 * goes on.
 */
const NOW = new Date('2026-01-05T10:30:00.000Z');
const hour = (hours: number) =>
  new Date(Math.floor(NOW.getTime() / 3_600_000) * 3_600_000 + hours * 3_600_000).toISOString();
const standStill = () => vi.useFakeTimers({ toFake: ['Date'], now: NOW });

test('a timer runs each time that its schedule says, without a stored status when it is frequent', async () => {
  const stored = new Map();
  const infos = await start({ schedule: '* * * * * *' }, stored);
  await until(() => expect(infos.length).toBeGreaterThanOrEqual(2));
  expect(infos[0]).toEqual({ Schedule: { AdjustForDST: true }, ScheduleStatus: null, IsPastDue: false });
  expect(stored.size).toBe(0);
});

test('a run that takes longer than the interval is followed by the next one, never joined by it', async () => {
  let running = 0;
  let most = 0;
  const infos = await start({ schedule: '* * * * * *' }, undefined, async () => {
    most = Math.max(most, ++running);
    await wait(1_100);
    running -= 1;
  });
  await until(() => expect(infos.length).toBeGreaterThanOrEqual(3));
  expect(most).toBe(1);
});

test('a run that was missed is made up for at the start, once', async () => {
  standStill();
  const stored = new Map([['tick', { last: hour(-3), next: hour(-2), lastUpdated: hour(-3) }]]);
  const infos = await start({}, stored);
  await until(() => expect(stored.get('tick')?.next).toBe(hour(1)));
  expect(infos).toEqual([
    expect.objectContaining({
      IsPastDue: true,
      ScheduleStatus: { Last: hour(-3), Next: hour(-2), LastUpdated: hour(-3) },
    }),
  ]);
});

test('a timer that never ran is written down at its start, and waits for its time', async () => {
  standStill();
  const stored = new Map<string, TimerStatus>();
  const infos = await start({}, stored);
  expect(stored.get('tick')?.next).toBe(hour(1));
  expect(stored.get('tick')?.last).toBeUndefined();
  expect(infos).toEqual([]);
});

test('runOnStartup runs at every start; a run that fails counts', async () => {
  const stored = new Map<string, TimerStatus>();
  const infos = await start({ runOnStartup: true }, stored, () => Promise.reject(new Error('on purpose')));
  await until(() => expect(stored.get('tick')?.last).toBeDefined());
  expect(infos).toEqual([
    expect.objectContaining({
      IsPastDue: false,
      ScheduleStatus: expect.objectContaining({ Last: '0001-01-01T00:00:00+00:00' }),
    }),
  ]);
});

test('useMonitor: false stores nothing', async () => {
  const stored = new Map<string, TimerStatus>();
  await start({ useMonitor: false }, stored);
  expect(stored.size).toBe(0);
});
