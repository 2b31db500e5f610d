import { createMiddleware } from 'hono/factory';
import type { Platform } from '../platform.ts';
import type { Timeline } from '../timeline.ts';
import type { ArmEnv } from './arm-env.ts';
import { ArmError } from './errors.ts';

interface Allowance {
  readonly header: string;
  readonly capacity: number;
  readonly refillPerSecond: number;
}

type RequestClass = 'reads' | 'writes' | 'deletes';

/** https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling */
const ARM_ALLOWANCES: Readonly<Record<RequestClass, Allowance>> = {
  reads: { header: 'x-ms-ratelimit-remaining-subscription-reads', capacity: 250, refillPerSecond: 25 },
  writes: { header: 'x-ms-ratelimit-remaining-subscription-writes', capacity: 200, refillPerSecond: 10 },
  deletes: { header: 'x-ms-ratelimit-remaining-subscription-deletes', capacity: 200, refillPerSecond: 10 },
};

/** Microsoft.DataProtection counts for itself; the capacities were seen in answers, the refill is assumed. */
const DATA_PROTECTION_HEADER = 'x-ms-ratelimit-remaining-subscription-resource-requests';
const DATA_PROTECTION_ALLOWANCES: Readonly<Record<RequestClass, Allowance>> = {
  reads: { header: DATA_PROTECTION_HEADER, capacity: 1000, refillPerSecond: 10 },
  writes: { header: DATA_PROTECTION_HEADER, capacity: 100, refillPerSecond: 1 },
  deletes: { header: DATA_PROTECTION_HEADER, capacity: 100, refillPerSecond: 1 },
};

/** Token buckets per subscription, caller and kind of request. A refused request costs nothing. */
export function throttle({ timeline, durations }: Platform) {
  const buckets = new Map<string, TokenBucket>();
  return createMiddleware<ArmEnv>(async (c, next) => {
    const { subscriptionId, namespace } = c.var.target;
    if (subscriptionId === undefined) return next();

    const isDataProtection = namespace === 'microsoft.dataprotection';
    const requestClass = classify(c.req.method);
    const allowance = (isDataProtection ? DATA_PROTECTION_ALLOWANCES : ARM_ALLOWANCES)[requestClass];
    const key = [subscriptionId, c.var.caller.oid, isDataProtection, requestClass].join('|').toLowerCase();
    const bucket = buckets.get(key) ?? new TokenBucket(allowance, timeline, durations.speed);
    buckets.set(key, bucket);

    if (!bucket.take()) throw tooManyRequests(subscriptionId, bucket.secondsToNextToken());
    c.header(allowance.header, String(bucket.remaining));
    return next();
  });
}

function classify(method: string): RequestClass {
  if (method === 'GET' || method === 'HEAD') return 'reads';
  return method === 'DELETE' ? 'deletes' : 'writes';
}

function tooManyRequests(subscriptionId: string, retryAfterSeconds: number): ArmError {
  const message =
    `The request for subscription '${subscriptionId}' could not be processed due to an excessive volume of traffic. ` +
    'Please try again later.';
  return new ArmError(
    429,
    { error: { code: 'SubscriptionRequestsThrottled', message } },
    { 'retry-after': String(retryAfterSeconds) },
  );
}

class TokenBucket {
  readonly #allowance: Allowance;
  readonly #timeline: Timeline;
  readonly #tokensPerMs: number;
  #tokens: number;
  #countedAt: number;

  constructor(allowance: Allowance, timeline: Timeline, speed: number) {
    this.#allowance = allowance;
    this.#timeline = timeline;
    this.#tokensPerMs = (allowance.refillPerSecond * speed) / 1000;
    this.#tokens = allowance.capacity;
    this.#countedAt = timeline.now().getTime();
  }

  get remaining(): number {
    return Math.floor(this.#tokens);
  }

  take(): boolean {
    const now = this.#timeline.now().getTime();
    this.#tokens = Math.min(this.#allowance.capacity, this.#tokens + (now - this.#countedAt) * this.#tokensPerMs);
    this.#countedAt = now;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  /** Whole seconds, as the Retry-After header wants them. */
  secondsToNextToken(): number {
    return Math.max(1, Math.ceil((1 - this.#tokens) / this.#tokensPerMs / 1000));
  }
}
