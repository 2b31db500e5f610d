import type { RoleGrantRemedy } from '../../model/remedy.ts';
import type { RoleName } from '../../model/roles.ts';
import type { Step } from '../../model/step.ts';
import { az } from '../../steps/az.ts';

/**
 * The grant of a role in general; findings have the ids filled in. `scope` is a placeholder such as
 * CLUSTER-ID.
 */
export function grantByHand(role: RoleName, holder: RoleGrantRemedy['holder'], scope: string): readonly Step[] {
  return [
    az('role assignment create', {
      subscription: 'SUBSCRIPTION',
      assigneeObjectId: `PRINCIPAL-ID-OF-THE-${holder.toUpperCase()}`,
      assigneePrincipalType: 'ServicePrincipal',
      role,
      scope,
    }),
  ];
}
