import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Cron } from 'croner';
import { settingsSchema } from '../../shared/config/settings.ts';
import { DAYS, type Settings } from './cost-model.ts';

/** What Backstay is set to when nobody changes it: read from the code, so that the estimate moves with it. */
export function ownSettings(root: string): Settings {
  const timers = globSync('functions/*.ts', { cwd: root }).flatMap((file) => {
    const source = readFileSync(join(root, file), 'utf8');
    return [...source.matchAll(/app\.timer\('(\w+)', \{\s*schedule: '([^']+)'/g)].map(
      ([, name = '', schedule = '']) => [name, runsInMonth(schedule)] as const,
    );
  });
  return {
    driftHours: settingsSchema.shape.BACKSTAY_DRIFT_HOURS.parse(undefined),
    timers: Object.fromEntries(timers),
    alertRules: readFileSync(join(root, 'docs/runbook.md'), 'utf8').match(/^## `[\w-]+`/gm)?.length ?? 0,
  };
}

/** `schedule` has six fields, with the seconds first. https://learn.microsoft.com/azure/azure-functions/functions-bindings-timer */
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
  return runs * DAYS;
}
