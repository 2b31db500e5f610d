import { type ArmError, serviceError } from '../../server/errors.ts';

/**
 * The grant exists already, under any name. Only the newer text names it:
 * https://github.com/Azure/azure-cli/issues/31995
 */
export function roleAssignmentExists(existingName?: string): ArmError {
  const id = existingName?.replaceAll('-', '');
  const addition = id === undefined ? '' : ` The ID of the existing role assignment is ${id}.`;
  return serviceError(409, 'RoleAssignmentExists', `The role assignment already exists.${addition}`);
}

/** The directory does not know the principal, or not yet: https://aka.ms/docs-principaltype */
export function principalNotFound(principalId: string, tenantId: string): ArmError {
  const message =
    `Principal ${principalId.replaceAll('-', '')} does not exist in the directory ${tenantId}. ` +
    'Check that you have the correct principal ID. If you are creating this principal and then immediately assigning a ' +
    'role, this error might be related to a replication delay. In this case, set the role assignment principalType ' +
    'property to a value, such as ServicePrincipal, User, or Group.  See https://aka.ms/docs-principaltype';
  return serviceError(400, 'PrincipalNotFound', message);
}

/**
 * Code and text are documented, the status is assumed.
 * https://learn.microsoft.com/azure/role-based-access-control/troubleshoot-limits
 */
export function roleAssignmentLimitExceeded(): ArmError {
  return serviceError(400, 'RoleAssignmentLimitExceeded', 'No more role assignments can be created');
}
