/** The types of Azure that changes write, as Azure spells them. */
export const ARM_TYPES = [
  'Microsoft.Authorization/policyAssignments',
  'Microsoft.Authorization/roleAssignments',
  'Microsoft.ContainerService/managedClusters',
  'Microsoft.ContainerService/managedClusters/trustedAccessRoleBindings',
  'Microsoft.DataProtection/backupVaults',
  'Microsoft.DataProtection/backupVaults/backupInstances',
  'Microsoft.DataProtection/backupVaults/backupPolicies',
  'Microsoft.KubernetesConfiguration/extensions',
  'Microsoft.Network/networkSecurityGroups',
  'Microsoft.Network/networkSecurityGroups/securityRules',
  'Microsoft.Resources/resourceGroups',
  'Microsoft.Storage/storageAccounts',
  'Microsoft.Storage/storageAccounts/blobServices',
  'Microsoft.Storage/storageAccounts/blobServices/containers',
] as const;

export type ArmType = (typeof ARM_TYPES)[number];

/** The desired state of a change, for templates. */
export type Declaration = DeclaredResource | DeclaredPart | DeclaredRegistration | NotDeclared;

/** A resource as a whole. */
export interface DeclaredResource {
  readonly kind: 'resource';
  readonly type: ArmType;
  /** The id of the resource, group or subscription that it is in or extends. */
  readonly parentId: string;
  readonly name: string;
  readonly location?: string;
  readonly properties: Readonly<Record<string, unknown>>;
  /** Azure has a resource of this name, which the change replaces. */
  readonly isThere?: boolean;
}

/** Some fields of a resource that keeps all others. */
export interface DeclaredPart {
  readonly kind: 'part';
  readonly type: ArmType;
  readonly id: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface DeclaredRegistration {
  readonly kind: 'registration';
  readonly subscriptionId: string;
  readonly namespace: string;
}

/** No template can say it. */
export interface NotDeclared {
  readonly kind: 'none';
  /** A sentence for people. */
  readonly why: string;
}

const SPELLED: ReadonlyMap<string, string> = new Map(
  ARM_TYPES.flatMap((type) => type.split('/')).map((segment) => [segment.toLowerCase(), segment]),
);

/** An id with its fixed parts as Azure spells them: Terraform takes no other. */
export function spelledId(id: string): string {
  return id
    .split('/')
    .map((segment) => SPELLED.get(segment.toLowerCase()) ?? segment)
    .join('/');
}

/** The id of a declared resource. A type that is none of its parent's own extends it. */
export function declaredId({ type, parentId, name }: DeclaredResource): string {
  const [namespace = '', ...types] = type.split('/');
  const own = types.at(-1) ?? '';
  if (type === 'Microsoft.Resources/resourceGroups') return spelledId(`${parentId}/resourceGroups/${name}`);
  const isChild = types.length > 1;
  return spelledId(isChild ? `${parentId}/${own}/${name}` : `${parentId}/providers/${namespace}/${own}/${name}`);
}
