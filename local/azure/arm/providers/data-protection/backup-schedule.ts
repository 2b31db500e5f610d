import type { BackupPolicy } from './backup-policy.ts';

const HOUR_MS = 3600_000;
const DAY_MS = 24 * HOUR_MS;
/**
 * `R/2024-01-01T02:00:00+00:00/P1D`: from when on, and how often. Weekly and hourly ones are
 * written alike.
 */
const INTERVAL = /^R\/([^/]+)\/P(?:(\d+)D|(\d+)W|T(\d+)H)$/;

export interface BackupSchedule {
  /** In milliseconds since 1970: a backup runs then, and every so often before and after. */
  readonly from: number;
  readonly everyMs: number;
}

/** The schedule of a policy, where it is one that this stand-in reads. */
export function scheduleOf(policy: BackupPolicy | undefined): BackupSchedule | undefined {
  for (const { trigger } of policy?.properties.policyRules ?? []) {
    const { schedule } = Object(trigger) as { readonly schedule?: { readonly repeatingTimeIntervals?: unknown } };
    const [interval] = [schedule?.repeatingTimeIntervals].flat();
    const [, start, days = 0, weeks = 0, hours = 0] = INTERVAL.exec(String(interval)) ?? [];
    const from = Date.parse(start ?? '');
    const everyMs = (Number(days) + 7 * Number(weeks)) * DAY_MS + Number(hours) * HOUR_MS;
    if (!Number.isNaN(from) && everyMs > 0) return { from, everyMs };
  }
  return undefined;
}

/** The first backup after a time, in milliseconds since 1970. */
export function nextBackup({ from, everyMs }: BackupSchedule, after: number): number {
  return from + Math.max(0, Math.floor((after - from) / everyMs) + 1) * everyMs;
}
