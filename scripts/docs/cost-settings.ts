import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Cron } from 'croner';
import { settingsSchema } from '../../shared/settings/settings.ts';
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

/** How far Azure scales the app when nobody changes it. */
export interface Scale {
  /** What Flex Consumption scales apart: all HTTP functions together, and each other function. */
  readonly groups: number;
  /** BACKSTAY_MAXIMUM_INSTANCES. */
  readonly maximumInstances: number;
}

export function ownScale(root: string): Scale {
  const main = readFileSync(join(root, 'infra/main.bicep'), 'utf8');
  return {
    groups: functionsOf(root).length + 1,
    maximumInstances: Number(/^param maximumInstanceCount int = (\d+)$/m.exec(main)?.[1]),
  };
}

/** Every function that is not an HTTP function. */
function functionsOf(root: string): readonly string[] {
  return globSync('functions/*.ts', { cwd: root }).flatMap((file) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(/app\.(?:timer|storageQueue|eventGrid)\('(\w+)'/g)].map(
      ([, name = '']) => name,
    ),
  );
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
