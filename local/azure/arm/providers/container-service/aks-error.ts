import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { ArmError, type ErrorDetail } from '../../server/errors.ts';

/**
 * AKS answers with its error at the top of the body, not below `error` as its own specification and
 * other services have it.
 */
export function aksError(
  status: ContentfulStatusCode,
  code: string,
  message: string,
  more: { readonly subcode?: string; readonly details?: readonly ErrorDetail[] } = {},
): ArmError {
  return new ArmError(status, { code, details: more.details ?? null, message, subcode: more.subcode ?? '' });
}

export function invalidParameter(parameter: string, problem: string): ArmError {
  return aksError(400, 'InvalidParameter', `The parameter ${parameter} is invalid: ${problem}.`);
}

export function operationNotAllowed(reason: string): ArmError {
  return aksError(409, 'OperationNotAllowed', `Operation is not allowed: ${reason}`);
}
