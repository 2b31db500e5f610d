/** Lets so many requests through in any window of time. */
export interface RateLimit {
  /** Milliseconds until a request would be let through; 0 lets this one through and counts it. */
  take(nowMs: number): number;
}

export function createRateLimit(most: number, windowMs: number): RateLimit {
  let taken: readonly number[] = [];
  return {
    take(nowMs) {
      taken = taken.filter((at) => at > nowMs - windowMs);
      const [oldest] = taken;
      if (oldest !== undefined && taken.length >= most) return oldest + windowMs - nowMs;
      taken = [...taken, nowMs];
      return 0;
    },
  };
}
