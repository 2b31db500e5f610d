import type { Platform } from '../../platform.ts';
import type { ArmContext } from '../../server/arm-env.ts';
import { ArmError } from '../../server/errors.ts';

/**
 * https://learn.microsoft.com/azure/governance/resource-graph/concepts/guidance-for-throttled-requests
 */
const QUERIES_PER_WINDOW = 15;
const WINDOW_MS = 5000;

/** Counts the queries of each user in windows of five seconds, and returns the rest in headers. */
export function createQuota({ timeline, durations }: Platform): (c: ArmContext) => void {
  const windows = new Map<string, { readonly endsAt: number; readonly used: number }>();
  return (c) => {
    const now = timeline.now().getTime();
    const current = windows.get(c.var.caller.oid);
    const isOpen = current !== undefined && current.endsAt > now;
    const endsAt = isOpen ? current.endsAt : now + WINDOW_MS / durations.speed;
    const used = (isOpen ? current.used : 0) + 1;
    if (used > QUERIES_PER_WINDOW) throw throttled(headers(0, endsAt - now));
    windows.set(c.var.caller.oid, { endsAt, used });
    for (const [name, value] of Object.entries(headers(QUERIES_PER_WINDOW - used, endsAt - now))) c.header(name, value);
  };
}

function headers(remaining: number, resetsAfterMs: number): Readonly<Record<string, string>> {
  const seconds = String(Math.ceil(resetsAfterMs / 1000)).padStart(2, '0');
  return { 'x-ms-user-quota-remaining': String(remaining), 'x-ms-user-quota-resets-after': `00:00:${seconds}` };
}

function throttled(quota: Readonly<Record<string, string>>): ArmError {
  const message = 'Client application has been throttled and should not attempt to repeat the request until later.';
  const details = [{ code: 'RateLimiting', message }];
  return new ArmError(429, { error: { code: 'RateLimiting', message, details } }, quota);
}
