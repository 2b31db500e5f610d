import { createMiddleware } from 'hono/factory';
import type { Platform } from '../platform.ts';
import type { ArmState } from '../state/arm-state.ts';
import { aksQuotaOf, aksThrottled } from './aks-quotas.ts';
import type { ArmContext, ArmEnv } from './arm-env.ts';
import type { ArmError } from './errors.ts';
import { operationOf } from './requested-operation.ts';
import { classify, type RequestClass, requestsThrottled, resourceRequestsThrottled } from './throttling-errors.ts';
import { type Allowance, createTokenBucket, type TokenBucket } from './token-bucket.ts';

/**
 * `enforced` refuses what is beyond the quota; `headersOnly` counts and returns the rest all the
 * same, and refuses nothing.
 */
export type Throttling = 'headersOnly' | 'enforced';

/**
 * https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling
 */
const ARM_ALLOWANCES: Readonly<Record<RequestClass, Allowance>> = {
  reads: { capacity: 250, refillPerSecond: 25 },
  writes: { capacity: 200, refillPerSecond: 10 },
  deletes: { capacity: 200, refillPerSecond: 10 },
};

/**
 * All callers of a subscription together have fifteen times what one of them has; the same source.
 */
const GLOBAL_FACTOR = 15;

/**
 * Microsoft.DataProtection counts each of its resource types apart. The capacities were seen in
 * answers; that of other types, of deletes, and the refill of all are assumed.
 */
const DATA_PROTECTION_CAPACITIES: Readonly<Record<string, Partial<Record<RequestClass, number>>>> = {
  backupvaults: { reads: 500, writes: 100 },
  'backupvaults/backupinstances': { reads: 2000, writes: 200 },
  'backupvaults/operationstatus': { reads: 1000 },
  'backupvaults/backupjobs': { reads: 200 },
};
const OTHER_CAPACITIES: Readonly<Record<RequestClass, number>> = { reads: 1000, writes: 100, deletes: 100 };
const DATA_PROTECTION_REFILLS: Readonly<Record<RequestClass, number>> = { reads: 10, writes: 1, deletes: 1 };

function dataProtectionAllowance(type: string, requestClass: RequestClass): Allowance {
  const capacity = DATA_PROTECTION_CAPACITIES[type]?.[requestClass] ?? OTHER_CAPACITIES[requestClass];
  return { capacity, refillPerSecond: DATA_PROTECTION_REFILLS[requestClass] };
}

/** One of the buckets that a request is taken out of. */
interface Quota {
  /** The header with the number of requests that are left; AKS sends none. */
  readonly header?: string;
  /** The owner of the bucket. */
  readonly owner: string;
  readonly allowance: Allowance;
  readonly refuse: (c: ArmContext, retryAfterSeconds: number) => ArmError;
}

/**
 * Token buckets per subscription, caller and kind of request; every answer has the rest. A refused
 * request costs nothing.
 */
export function throttle({ timeline, durations, state }: Platform, throttling: Throttling) {
  const buckets = new Map<string, TokenBucket>();
  const bucketOf = ({ header, owner, allowance }: Quota, requestClass: RequestClass) => {
    // Calls of all classes share a bucket of AKS.
    const key = (header === undefined ? owner : `${header}|${requestClass}|${owner}`).toLowerCase();
    const bucket = buckets.get(key) ?? createTokenBucket(allowance, timeline, durations.speed);
    buckets.set(key, bucket);
    return bucket;
  };

  return createMiddleware<ArmEnv>(async (c, next) => {
    const requestClass = classify(c.req.method);
    const quotas = quotasOf(c, state, requestClass).map((quota) => ({ quota, bucket: bucketOf(quota, requestClass) }));
    const empty = quotas.find(({ bucket }) => bucket.remaining() < 1);
    const isRefused = empty !== undefined && throttling === 'enforced';
    for (const { quota, bucket } of quotas) {
      if (!isRefused) bucket.take();
      if (quota.header !== undefined) c.header(quota.header, String(bucket.remaining()));
    }
    if (isRefused) throw empty.quota.refuse(c, empty.bucket.secondsToNext());
    await next();
  });
}

/** None for what is asked of no subscription. */
function quotasOf(c: ArmContext, state: ArmState, requestClass: RequestClass): readonly Quota[] {
  const { subscriptionId, namespace, type } = c.var.target;
  if (subscriptionId === undefined) return [];
  const caller = `${subscriptionId}|${c.var.caller.oid}`;
  if (namespace === 'microsoft.dataprotection') {
    const allowance = dataProtectionAllowance(type, requestClass);
    const header = 'x-ms-ratelimit-remaining-subscription-resource-requests';
    return [{ header, owner: `${caller}|${type}`, allowance, refuse: refuseAsService(allowance) }];
  }
  const allowance = ARM_ALLOWANCES[requestClass];
  return [
    { header: `x-ms-ratelimit-remaining-subscription-${requestClass}`, owner: caller, allowance, refuse: refuseAsArm },
    {
      header: `x-ms-ratelimit-remaining-subscription-global-${requestClass}`,
      owner: subscriptionId,
      allowance: {
        capacity: allowance.capacity * GLOBAL_FACTOR,
        refillPerSecond: allowance.refillPerSecond * GLOBAL_FACTOR,
      },
      refuse: refuseAsArm,
    },
    ...aksQuotas(c, state),
  ];
}

function aksQuotas(c: ArmContext, state: ArmState): readonly Quota[] {
  const quota = aksQuotaOf(c, state);
  if (quota === undefined) return [];
  const { owner, handler, allowance } = quota;
  const refuse = ({ var: { target } }: ArmContext, seconds: number) =>
    aksThrottled(handler, target.subscriptionId ?? '', seconds);
  return [{ owner: `${handler}|${owner}`, allowance, refuse }];
}

function refuseAsArm(c: ArmContext, retryAfterSeconds: number): ArmError {
  const { target, caller } = c.var;
  const { subscriptionId } = target;
  return requestsThrottled({
    method: c.req.method,
    subscriptionId,
    tenantId: caller.tid,
    actor: caller.oid,
    retryAfterSeconds,
  });
}

function refuseAsService({ capacity, refillPerSecond }: Allowance): Quota['refuse'] {
  return (c, retryAfterSeconds) =>
    resourceRequestsThrottled(operationOf(c).name, capacity, capacity / refillPerSecond, retryAfterSeconds);
}
