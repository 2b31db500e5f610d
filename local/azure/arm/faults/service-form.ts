import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { aksError } from '../providers/container-service/aks-error.ts';
import type { ArmContext } from '../server/arm-env.ts';
import { type ArmError, serviceError } from '../server/errors.ts';

/** An error in the form of the service that is asked: AKS has it flat, all others below `error`. */
export function inServiceForm(c: ArmContext, status: ContentfulStatusCode, code: string, message: string): ArmError {
  const isAks = c.var.target.namespace === 'microsoft.containerservice';
  return (isAks ? aksError : serviceError)(status, code, message);
}
