import type { ArmState } from '../state/arm-state.ts';
import type { ArmContext } from './arm-env.ts';
import { ArmError } from './errors.ts';
import { pathOf } from './requested-operation.ts';
import type { Allowance } from './token-bucket.ts';

/** One bucket of the AKS service: what it belongs to, and how the refusal names the call. */
export interface AksQuota {
  readonly owner: string;
  readonly handler: string;
  readonly allowance: Allowance;
}

interface AksBucket {
  readonly method: string;
  readonly type: string;
  readonly per: 'resource' | 'resourceGroup' | 'subscription';
  readonly allowance: Allowance;
}

const ONE_A_MINUTE = 1 / 60;

/**
 * https://learn.microsoft.com/azure/aks/quotas-skus-regions#throttling-limits-on-aks-resource-provider-apis
 */
const BUCKETS: readonly AksBucket[] = [
  { method: 'GET', type: 'managedclusters', per: 'resource', allowance: { capacity: 60, refillPerSecond: 1 } },
  { method: 'LIST', type: 'managedclusters', per: 'resourceGroup', allowance: { capacity: 60, refillPerSecond: 1 } },
  { method: 'LIST', type: 'managedclusters', per: 'subscription', allowance: { capacity: 500, refillPerSecond: 1 } },
  {
    method: 'PUT',
    type: 'managedclusters',
    per: 'resource',
    allowance: { capacity: 20, refillPerSecond: ONE_A_MINUTE },
  },
  {
    method: 'PUT',
    type: 'managedclusters/agentpools',
    per: 'resource',
    allowance: { capacity: 20, refillPerSecond: ONE_A_MINUTE },
  },
  {
    method: 'GET',
    type: 'locations/operations',
    per: 'subscription',
    allowance: { capacity: 200, refillPerSecond: 2 },
  },
];

/**
 * All calls of a subscription and region that have no bucket of their own: bindings, versions, run
 * command and more.
 */
const OTHERS: Allowance = { capacity: 60, refillPerSecond: 1 };

/**
 * The bucket that AKS counts a request in, beside those of Resource Manager. Its answers do not say
 * how much is left.
 */
export function aksQuotaOf(c: ArmContext, state: ArmState): AksQuota | undefined {
  const { namespace, subscriptionId, resourceGroupName, type } = c.var.target;
  if (namespace !== 'microsoft.containerservice' || subscriptionId === undefined) return undefined;
  const path = pathOf(c).toLowerCase();
  const isList = c.req.method === 'GET' && type === 'managedclusters' && path.endsWith('/managedclusters');
  const method = isList ? 'LIST' : c.req.method;
  const per = isList ? (resourceGroupName === undefined ? 'subscription' : 'resourceGroup') : undefined;
  const bucket = BUCKETS.find((each) => each.method === method && each.type === type && (per ?? each.per) === each.per);
  const handler = `${type}.${method}`;
  if (bucket === undefined) {
    return { owner: `${subscriptionId}|${regionOf(path, state)}`, handler: 'others', allowance: OTHERS };
  }
  const owners = {
    resource: path,
    resourceGroup: `${subscriptionId}|${resourceGroupName}`,
    subscription: subscriptionId,
  };
  return { owner: owners[bucket.per], handler, allowance: bucket.allowance };
}

function regionOf(path: string, { managedClusters }: ArmState): string {
  const [, region] = /\/locations\/([^/]+)/.exec(path) ?? [];
  const [cluster = ''] = /^.*\/managedclusters\/[^/]+/.exec(path) ?? [];
  return region ?? managedClusters.get(cluster)?.location ?? '';
}

/** https://learn.microsoft.com/troubleshoot/azure/azure-kubernetes/error-codes/throttled-error */
export function aksThrottled(handler: string, subscriptionId: string, retryAfterSeconds: number): ArmError {
  const message =
    `The ${handler} request limit has been exceeded for SubID='${subscriptionId}', please retry again in ` +
    `${retryAfterSeconds} seconds. For more information, please visit aka.ms/aks/throttling`;
  const body = { code: 'Throttled', details: null, message, subcode: 'Throttled' };
  return new ArmError(429, body, { 'retry-after': String(retryAfterSeconds) });
}
