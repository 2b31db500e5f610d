/**
 * Lets the identity of another service's resource into a cluster, in a role that the service has
 * defined.
 */
export interface TrustedAccessRoleBinding {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly properties: {
    readonly provisioningState: 'Updating' | 'Succeeded' | 'Deleting';
    readonly sourceResourceId: string;
    readonly roles: readonly string[];
  };
}
