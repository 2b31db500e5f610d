import { type RefusalCode, refusalTexts } from '../../faults/backup-refusals.ts';
import type { OperationFailure } from '../../operations/operations.ts';
import type { Random } from '../../random.ts';

/**
 * As recorded: `isUserError` is false also where the user has to act, and the innermost code says
 * `Success`.
 */
export interface UserFacingError {
  readonly message: string;
  readonly recommendedAction: readonly string[];
  readonly code: string;
  readonly innerError: {
    readonly code: 'Success';
    readonly additionalInfo: { readonly DetailedNonLocalisedMessage: string };
  };
  readonly isRetryable: boolean;
  readonly isUserError: false;
  readonly properties: { readonly ActivityId: string };
}

export function userFacingError(code: RefusalCode, random: Random): UserFacingError {
  const { message, recommendedAction, detail, isRetryable = false } = refusalTexts(code);
  return {
    message,
    recommendedAction: [recommendedAction],
    code,
    innerError: { code: 'Success', additionalInfo: { DetailedNonLocalisedMessage: detail } },
    isRetryable,
    isUserError: false,
    properties: { ActivityId: random.uuid() },
  };
}

/** How a long operation says it. */
export function operationFailure(info: UserFacingError): OperationFailure {
  const { code, message } = info;
  return { code, message, additionalInfo: [{ type: 'UserFacingError', info }] };
}
