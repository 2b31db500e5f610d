import type { TokenClaims } from '../../../identity/token.ts';
import { type ArmError, gatewayError } from '../../server/errors.ts';
import type { RequestedOperation } from '../../server/requested-operation.ts';
import type { DenyAssignment } from './deny-assignment.ts';

/**
 * The caller has no right to it; a scope that is not there reads the same.
 *
 * @param byCondition whether a condition could have had a say
 * @see https://learn.microsoft.com/azure/role-based-access-control/troubleshooting
 */
export function authorizationFailed(
  { appid, oid }: TokenClaims,
  { name, scope }: RequestedOperation,
  byCondition = false,
): ArmError {
  const what = byCondition ? 'authorization or an ABAC condition not fulfilled' : 'authorization';
  const message =
    `The client '${appid}' with object id '${oid}' does not have ${what} to perform action '${name}' ` +
    `over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`;
  return gatewayError(403, 'AuthorizationFailed', message);
}

/**
 * A role of the caller has the action, and a deny assignment takes it away.
 * https://learn.microsoft.com/azure/role-based-access-control/deny-assignments
 */
export function denyAssignmentAuthorizationFailed(
  { appid, oid }: TokenClaims,
  { name, scope }: RequestedOperation,
  { id, properties }: DenyAssignment,
): ArmError {
  const message =
    `The client '${appid}' with object id '${oid}' has permission to perform action '${name}' on scope '${scope}'; ` +
    `however, the access is denied because of the deny assignment with name '${properties.denyAssignmentName}' and ` +
    `Id '${id.split('/').at(-1)?.replaceAll('-', '')}' at scope '${properties.scope}'.`;
  return gatewayError(403, 'DenyAssignmentAuthorizationFailed', message);
}

/** The caller may do it, but not what it needs elsewhere. */
export function linkedAuthorizationFailed(
  { appid, oid }: TokenClaims,
  asked: RequestedOperation,
  linked: RequestedOperation,
): ArmError {
  const message =
    `The client '${appid}' with object id '${oid}' has permission to perform action '${asked.name}' on scope ` +
    `'${asked.scope}'; however, it does not have permission to perform action '${linked.name}' on the linked scope(s) ` +
    `'${linked.scope}' or the linked scope(s) are invalid.`;
  return gatewayError(403, 'LinkedAuthorizationFailed', message);
}
