import type {
  DeployedRights,
  PredictedResource,
} from '../../local/azure/arm/providers/authorization/deployed-rights.ts';
import { mintToken } from '../../local/azure/identity/token.ts';
import { SUBSCRIPTION_ID, TENANT_ID } from '../../local/demo/world.ts';
import { uuid5 } from '../../shared/lib/uuid5.ts';

/** Something that is granted: a built-in role by its GUID, or actions, for which a role is made. */
export interface Granted {
  readonly principalId: string;
  readonly scope: string;
  readonly role:
    | string
    | {
        readonly actions: readonly string[];
        readonly notActions?: readonly string[];
        readonly dataActions?: readonly string[];
      };
  readonly condition?: string;
}

/** The same text gives the same GUID. */
export const guidFor = (text: string): string => uuid5(text);

/** Rights in the form in which a deployment has them. */
export function deployed(...grants: readonly Granted[]): DeployedRights {
  return { predictedResources: grants.flatMap(resourcesOf) };
}

function resourcesOf({ principalId, scope, role, condition }: Granted, index: number): readonly PredictedResource[] {
  const definitions = `/subscriptions/${SUBSCRIPTION_ID}/providers/Microsoft.Authorization/roleDefinitions`;
  const guid = typeof role === 'string' ? role : guidFor(`role ${index}`);
  const assignment = {
    id: `${scope}/providers/Microsoft.Authorization/roleAssignments/${guidFor(`assignment ${index}`)}`,
    type: 'Microsoft.Authorization/roleAssignments',
    properties: {
      roleDefinitionId: `${definitions}/${guid}`,
      principalId,
      principalType: 'ServicePrincipal',
      ...(condition !== undefined && { condition, conditionVersion: '2.0' }),
    },
  };
  if (typeof role === 'string') return [assignment];
  const definition = {
    id: `${definitions}/${guid}`,
    type: 'Microsoft.Authorization/roleDefinitions',
    properties: {
      roleName: `Role ${index}`,
      type: 'CustomRole',
      assignableScopes: [isAbove(scope) ? scope : `/subscriptions/${SUBSCRIPTION_ID}`],
      permissions: [role],
    },
  };
  return [definition, assignment];
}

/** Whether it is a management group or the root. */
function isAbove(scope: string): boolean {
  return !scope.toLowerCase().startsWith('/subscriptions/');
}

/** The header that a principal's calls bear. */
export function bearer(principalId: string, now: Date): { readonly authorization: string } {
  const claims = { aud: 'https://management.azure.com', oid: principalId, appid: appOf(principalId), tid: TENANT_ID };
  return { authorization: `Bearer ${mintToken(claims, now, 365 * 86_400)}` };
}

/** The application that a principal is of. */
export const appOf = (principalId: string): string => guidFor(`application of ${principalId}`);
