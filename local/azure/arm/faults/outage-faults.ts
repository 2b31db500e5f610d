import type { ArmContext } from '../server/arm-env.ts';
import { ArmError } from '../server/errors.ts';
import { requestsThrottled } from '../server/throttling-errors.ts';
import type { FaultOf } from './fault.ts';
import { inServiceForm } from './service-form.ts';

type OutageFault = FaultOf<'throttled' | 'internalServerError' | 'serviceUnavailable'>;

/** Azure has no time for the request, or fails at it. The words of 500 and 503 are assumed. */
export function describeOutage(fault: OutageFault, c: ArmContext): ArmError {
  switch (fault.kind) {
    case 'throttled':
      return requestsThrottled({
        method: c.req.method,
        subscriptionId: c.var.target.subscriptionId,
        tenantId: c.var.caller.tid,
        actor: c.var.caller.oid,
        retryAfterSeconds: fault.retryAfterSeconds,
      });
    case 'internalServerError':
      return inServiceForm(c, 500, 'InternalServerError', 'Encountered internal server error.');
    case 'serviceUnavailable': {
      const error = inServiceForm(c, 503, 'ServiceUnavailable', 'The service is unavailable now. Try again later.');
      if (fault.retryAfterSeconds === undefined) return error;
      return new ArmError(503, error.body, { 'retry-after': String(fault.retryAfterSeconds) });
    }
  }
}
