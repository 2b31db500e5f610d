import type { Permission } from './role-definition.ts';

/** A principal of a deny assignment. Everyone is the one of zeros, of the type `SystemDefined`. */
export interface DeniedPrincipal {
  readonly id: string;
  readonly type: 'SystemDefined' | 'ServicePrincipal' | 'User' | 'Group';
}

/**
 * Takes actions away from principals, also those that their roles have. Azure makes them, people do
 * not.
 */
export interface DenyAssignment {
  readonly id: string;
  readonly type: 'Microsoft.Authorization/denyAssignments';
  readonly name: string;
  readonly properties: {
    readonly denyAssignmentName: string;
    readonly description: string;
    readonly permissions: readonly Permission[];
    readonly scope: string;
    readonly doNotApplyToChildScopes: boolean;
    readonly principals: readonly DeniedPrincipal[];
    readonly excludePrincipals: readonly DeniedPrincipal[];
    readonly isSystemProtected: boolean;
  };
}

export const EVERYONE: DeniedPrincipal = { id: '00000000-0000-0000-0000-000000000000', type: 'SystemDefined' };
