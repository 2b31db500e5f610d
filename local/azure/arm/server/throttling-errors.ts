import { ArmError } from './errors.ts';

export type RequestClass = 'reads' | 'writes' | 'deletes';

/** The kind of a request for the quota, by its method alone. */
export function classify(method: string): RequestClass {
  if (method === 'GET' || method === 'HEAD') return 'reads';
  return method === 'DELETE' ? 'deletes' : 'writes';
}

export interface ThrottledRequest {
  readonly method: string;
  /** Undefined for what is asked of the whole tenant. */
  readonly subscriptionId: string | undefined;
  readonly tenantId: string;
  /** The object id of who asks. */
  readonly actor: string;
  readonly retryAfterSeconds: number;
}

/**
 * Resource Manager's own refusal, in the words of its token buckets; that of a tenant is assumed to
 * read alike.
 *
 * @see https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling
 */
export function requestsThrottled(request: ThrottledRequest): ArmError {
  const { subscriptionId, tenantId, actor, retryAfterSeconds } = request;
  const [code, whose] =
    subscriptionId === undefined
      ? ['TenantRequestsThrottled', `tenant '${tenantId}'`]
      : ['SubscriptionRequestsThrottled', `subscription '${subscriptionId}'`];
  const kind = { reads: 'read', writes: 'write', deletes: 'delete' }[classify(request.method)];
  const message =
    `Number of '${kind}' requests for ${whose} actor '${actor}' exceeded. ` +
    `Please try again after '${retryAfterSeconds}' seconds after additional tokens are available. ` +
    'Refer to https://aka.ms/arm-throttling for additional information.';
  return tooManyRequests(code, message, retryAfterSeconds);
}

/**
 * The refusal of a service that counts for itself, as it was reported:
 * https://github.com/Azure/azqr/issues/34
 */
export function resourceRequestsThrottled(
  action: string,
  limit: number,
  intervalSeconds: number,
  retryAfterSeconds: number,
): ArmError {
  const interval = new Date(intervalSeconds * 1000).toISOString().slice(11, 19);
  const message =
    `Number of requests for action '${action}' exceeded the limit of '${limit}' for time interval '${interval}'. ` +
    `Please try again after '${retryAfterSeconds}' seconds.`;
  return tooManyRequests('ResourceRequestsThrottled', message, retryAfterSeconds);
}

function tooManyRequests(code: string, message: string, retryAfterSeconds: number): ArmError {
  return new ArmError(429, { error: { code, message } }, { 'retry-after': String(retryAfterSeconds) });
}
