import { type ArmError, serviceError } from '../../server/errors.ts';

/**
 * Azure says no more than this, of a wrong version too:
 * https://github.com/MicrosoftDocs/azure-docs/issues/119449. That names the status and the text;
 * the code is assumed.
 */
export function invalidCondition(): ArmError {
  return serviceError(400, 'BadRequest', 'The given role assignment condition is invalid.');
}
