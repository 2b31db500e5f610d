/**
 * Attempts in all before Event Grid gives an event up:
 * https://learn.microsoft.com/azure/event-grid/delivery-and-retry
 */
const MAXIMUM_ATTEMPTS = 30;
const TIME_TO_LIVE_SECONDS = 24 * 3600;
const WAITS_SECONDS = [10, 30, 60, 300, 600, 1800, 3600] as const;
const HOUR_SECONDS = 3600;

/**
 * The answer of an endpoint; `undefined` when it could not be reached or did not answer in time.
 */
export type DeliveryStatus = number | undefined;

export function isDelivered(status: DeliveryStatus): boolean {
  return status !== undefined && status >= 200 && status <= 204;
}

/**
 * Seconds to wait after the given attempt (the first is 1), or `undefined` to give up.
 *
 * An endpoint that says it will never take the event is not asked again; there is no dead-letter
 * store to put it into.
 */
export function secondsToNextAttempt(status: DeliveryStatus, attempt: number, ageSeconds: number): number | undefined {
  if (status === 400 || status === 413) return undefined;
  const scheduled = WAITS_SECONDS[attempt - 1] ?? HOUR_SECONDS;
  const wait = Math.max(scheduled, shortestWaitSeconds(status));
  if (attempt >= MAXIMUM_ATTEMPTS || ageSeconds + wait > TIME_TO_LIVE_SECONDS) return undefined;
  return wait;
}

function shortestWaitSeconds(status: DeliveryStatus): number {
  if (status === 401 || status === 403 || status === 404) return 300;
  return status === 503 ? 30 : 0;
}
