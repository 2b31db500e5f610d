import { ArmError } from '../../server/errors.ts';

const SUPPORT = 'Please provide below info when asking for support.';

/**
 * As Resource Graph refuses: the reason is in the details only.
 * https://github.com/Azure/azure-powershell/issues/13762
 */
export function badQueryRequest(code: string, message: string, more: readonly object[] = []): ArmError {
  return new ArmError(400, {
    error: { code: 'BadRequest', message: SUPPORT, details: [{ code, message }, ...more] },
  });
}

/** What is no query, or none of those that are understood here. */
export function invalidQuery(token: { readonly text: string; readonly position: number }): ArmError {
  const message =
    'Query is invalid. Please refer to the documentation for the Azure Resource Graph service and fix the error ' +
    'before retrying.';
  const failure = { line: 1, characterPositionInLine: token.position, token: token.text };
  return badQueryRequest('InvalidQuery', message, [{ code: 'ParserFailure', message: 'ParserFailure', ...failure }]);
}
