import type { Clock } from '../lib/clock.ts';

interface Headers {
  get(name: string): string | undefined;
}

/** Nothing that Azure throttles needs longer; a mistaken answer must not put a target to sleep. */
const MAX_MS = 3_600_000;

/**
 * When to retry after an answer, in milliseconds from now. Azure says it in seconds, as a date or
 * in milliseconds.
 */
export function retryAfterMs(headers: Headers, clock: Clock): number | undefined {
  const asked =
    number(headers.get('retry-after-ms')) ??
    number(headers.get('x-ms-retry-after-ms')) ??
    secondsOrDate(headers.get('retry-after'), clock);
  return asked === undefined ? undefined : Math.min(Math.max(0, asked), MAX_MS);
}

/** The same in seconds, rounded up. */
export function retryAfterSeconds(headers: Headers, clock: Clock): number | undefined {
  const milliseconds = retryAfterMs(headers, clock);
  return milliseconds === undefined ? undefined : Math.ceil(milliseconds / 1000);
}

function secondsOrDate(text: string | undefined, clock: Clock): number | undefined {
  const seconds = number(text);
  if (seconds !== undefined) return seconds * 1000;
  return text?.endsWith('GMT') && !Number.isNaN(Date.parse(text))
    ? Date.parse(text) - clock.now().getTime()
    : undefined;
}

function number(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,12}$/.test(text.trim()) ? Number(text) : undefined;
}
