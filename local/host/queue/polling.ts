/**
 * Local storage would do little else but answer polls if they came at Azure's intervals divided by
 * a high speed.
 */
const MIN_MS = 20;
const MIN_IDLE_MS = 200;
const AZURE_SHORTEST_MS = 100;

/** How long to wait until the next poll of a queue. */
export interface Polling {
  /** `found`: whether there was a message since the last wait. */
  next(found: boolean): number;
}

/**
 * Polls an empty queue less and less often, with the growth a little random so that hosts do not
 * poll in step.
 * https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-queue-trigger#polling-algorithm
 */
export function createPolling(longestMs: number, speed: number, random: () => number = Math.random): Polling {
  const shortest = Math.max(MIN_MS, AZURE_SHORTEST_MS / speed);
  const longest = Math.max(shortest, longestMs / speed, Math.min(MIN_IDLE_MS, longestMs));
  let waitMs = shortest;
  let doublings = 0;
  return {
    next(found) {
      if (found) doublings = 0;
      waitMs = doublings === 0 ? shortest : shortest + shortest * 2 ** (doublings - 1) * (0.8 + 0.4 * random());
      if (waitMs >= longest) return longest;
      doublings += 1;
      return waitMs;
    },
  };
}
