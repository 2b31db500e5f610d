import type { Timeline } from '../timeline.ts';

/** Tokens that fill up again as time passes. https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling */
const LIMITS = {
  reads: { bucket: 250, perSecond: 25 },
  writes: { bucket: 200, perSecond: 10 },
  deletes: { bucket: 200, perSecond: 10 },
  // Microsoft.DataProtection counts for itself: its recorded answers begin near 100 for writes and 1,000 for reads.
  vaultReads: { bucket: 1000, perSecond: 25 },
  vaultWrites: { bucket: 100, perSecond: 5 },
} as const;

export type Budget = keyof typeof LIMITS;

export interface Throttle {
  /** Takes one token; answers what is left, or after how many seconds to come back. */
  take(subscriptionId: string, budget: Budget): { readonly left: number } | { readonly retryAfterSeconds: number };
}

export function createThrottle(timeline: Timeline, speed: number): Throttle {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return {
    take(subscriptionId, budget) {
      const { bucket, perSecond } = LIMITS[budget];
      const now = timeline.now().getTime();
      const key = `${subscriptionId}/${budget}`;
      const before = buckets.get(key) ?? { tokens: bucket, at: now };
      const tokens = Math.min(bucket, before.tokens + ((now - before.at) / 1000) * speed * perSecond);
      if (tokens < 1) {
        buckets.set(key, { tokens, at: now });
        return { retryAfterSeconds: Math.max(1, Math.ceil((1 - tokens) / perSecond / speed)) };
      }
      buckets.set(key, { tokens: tokens - 1, at: now });
      return { left: Math.floor(tokens - 1) };
    },
  };
}
