import type { Timeline } from '../timeline.ts';

/** How many requests are free at once, and how many come back with each of Azure's seconds. */
export interface Allowance {
  readonly capacity: number;
  readonly refillPerSecond: number;
}

export interface TokenBucket {
  /** Whole requests that are left now. */
  remaining(): number;
  /** Takes one request out of the bucket, and says whether there was one. */
  take(): boolean;
  /** Seconds until there is one, at least 1: whole ones, as the `Retry-After` header wants them. */
  secondsToNext(): number;
}

/**
 * A bucket that is full at first and fills up again as the timeline goes on, at `speed` times
 * Azure's pace.
 */
export function createTokenBucket(allowance: Allowance, timeline: Timeline, speed: number): TokenBucket {
  const tokensPerMs = (allowance.refillPerSecond * speed) / 1000;
  let counted = { tokens: allowance.capacity, at: timeline.now().getTime() };

  const count = () => {
    const at = timeline.now().getTime();
    counted = { tokens: Math.min(allowance.capacity, counted.tokens + (at - counted.at) * tokensPerMs), at };
    return counted.tokens;
  };
  return {
    remaining: () => Math.floor(count()),
    take() {
      if (count() < 1) return false;
      counted = { ...counted, tokens: counted.tokens - 1 };
      return true;
    },
    secondsToNext: () => Math.max(1, Math.ceil((1 - count()) / tokensPerMs / 1000)),
  };
}
