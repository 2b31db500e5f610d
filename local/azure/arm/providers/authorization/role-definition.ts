/** The permissions of a role: all that `actions` fit and `notActions` do not. */
export interface Permission {
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly dataActions: readonly string[];
  readonly notDataActions: readonly string[];
}

/** A custom role. Built-in ones are in `built-in-roles.ts`. */
export interface CustomRole {
  readonly id: string;
  readonly type: 'Microsoft.Authorization/roleDefinitions';
  /** A GUID, unique among all roles of the tenant. */
  readonly name: string;
  readonly properties: {
    readonly roleName: string;
    readonly type: 'CustomRole';
    readonly description: string;
    /** Where the role can be assigned: there and below. */
    readonly assignableScopes: readonly string[];
    readonly permissions: readonly Permission[];
    readonly createdOn: string;
    readonly updatedOn: string;
    readonly createdBy: string | null;
    readonly updatedBy: string | null;
  };
}
