export interface RoleAssignment {
  readonly id: string;
  readonly type: 'Microsoft.Authorization/roleAssignments';
  readonly name: string;
  readonly properties: {
    readonly scope: string;
    readonly roleDefinitionId: string;
    readonly principalId: string;
    readonly principalType: PrincipalType;
    readonly condition: string | null;
    readonly conditionVersion: string | null;
    readonly description: string | null;
    readonly delegatedManagedIdentityResourceId: string | null;
    readonly createdOn: string;
    readonly updatedOn: string;
    readonly createdBy: string | null;
    readonly updatedBy: string;
  };
}

export const PRINCIPAL_TYPES = ['User', 'Group', 'ServicePrincipal', 'ForeignGroup', 'Device'] as const;

export type PrincipalType = (typeof PRINCIPAL_TYPES)[number];
