import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { Refusal } from './problem.ts';

/** Counts what a caller asks for. */
export interface RateLimit {
  /** @throws Refusal when the caller has used up what it has. */
  take(callerKey: string, cost: number): Promise<void>;
}

/**
 * The points of each caller for a minute; a read costs 1, a call with many requests to Azure costs
 * more.
 */
export const POINTS_A_MINUTE = 240;

/**
 * A limit for each caller and each instance of the app: with more instances a caller gets that much
 * more. It is there so that one caller's mistake does not take the app away from all others;
 * Azure's own quotas are guarded where Azure is called.
 */
export function createRateLimit(points: number = POINTS_A_MINUTE): RateLimit {
  const limiter = new RateLimiterMemory({ points, duration: 60 });
  return {
    async take(callerKey, cost) {
      try {
        await limiter.consume(callerKey, cost);
      } catch (reason) {
        if (!(reason instanceof RateLimiterRes)) throw reason;
        const seconds = Math.max(1, Math.ceil(reason.msBeforeNext / 1000));
        throw new Refusal('too-many-requests', `Try again in ${seconds} s.`, {
          headers: { 'retry-after': String(seconds) },
        });
      }
    },
  };
}
