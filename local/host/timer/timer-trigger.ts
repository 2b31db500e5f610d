import { setTimeout as wait } from 'node:timers/promises';
import type { AppFunction, TriggerOf } from '../app/function.ts';
import type { Invoke } from '../app/invoker.ts';
import type { HostStorage } from '../host-storage.ts';
import type { Listener } from '../listener.ts';
import type { Log } from '../log.ts';
import { parseSchedule } from './schedule.ts';
import { isPastDue, statusAfterRun, statusAtStart, type TimerStatus } from './status.ts';

/** Timers of JavaScript hold no more than 24.8 days. */
const MAX_WAIT_MS = 24 * 24 * 3600 * 1000;

export interface TimerHost {
  readonly storage: HostStorage;
  readonly invoke: Invoke;
  readonly log: Log;
}

/**
 * Runs a function whenever its schedule says so, never two runs at a time. A run that was missed
 * while no host was there is made up for at the start, once.
 * @throws Error when the schedule cannot be read, or the status cannot.
 */
export async function startTimer(
  fn: AppFunction,
  trigger: TriggerOf<'timerTrigger'>,
  { storage, invoke, log }: TimerHost,
): Promise<Listener> {
  const schedule = parseSchedule(trigger.schedule);
  const isMonitored = trigger.useMonitor && !schedule.isFrequent;
  const stored = isMonitored ? await storage.readTimer(fn.name) : undefined;
  let status = statusAtStart(stored, schedule, new Date());
  if (isMonitored) await storage.writeTimer(fn.name, status);

  async function run(why: 'regular' | 'pastDue' | 'startup'): Promise<void> {
    const startedAt = new Date();
    const info = {
      Schedule: { AdjustForDST: true },
      ScheduleStatus: isMonitored ? toInfo(status) : null,
      IsPastDue: why === 'pastDue',
    };
    // A failed run counts like any other; the invocation has logged why it failed.
    await invoke(fn, { data: { json: JSON.stringify(info) } }).catch(() => undefined);
    status = statusAfterRun(status, schedule, startedAt, why === 'regular');
    if (isMonitored) await storage.writeTimer(fn.name, status);
  }

  const stopping = new AbortController();
  async function tick(): Promise<void> {
    if (isPastDue(status, new Date())) await run('pastDue');
    else if (trigger.runOnStartup) await run('startup');
    while (!stopping.signal.aborted) {
      const dueInMs = new Date(status.next).getTime() - Date.now();
      if (dueInMs <= 0) await run('regular');
      else await wait(Math.min(dueInMs, MAX_WAIT_MS), undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }

  const ended = tick().catch((error: unknown) => {
    log({ level: 'error', from: 'host', functionName: fn.name, message: `The timer "${fn.name}" stopped: ${error}` });
  });
  return {
    async stop() {
      stopping.abort();
      await ended;
    },
  };
}

/** A time that never was is the first day of .NET. */
function toInfo({ last = '0001-01-01T00:00:00+00:00', next, lastUpdated }: TimerStatus): object {
  return { Last: last, Next: next, LastUpdated: lastUpdated };
}
