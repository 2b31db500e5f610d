import type { AttachedIdentity, Echoed, SystemData } from '../../../state/wire.ts';

/** A policy, or a set of them, active at a scope and below it. */
export interface PolicyAssignment {
  readonly id: string;
  readonly name: string;
  readonly type: 'Microsoft.Authorization/policyAssignments';
  readonly location?: string | undefined;
  readonly identity?: PolicyIdentity | undefined;
  readonly properties: PolicyAssignmentProperties;
  readonly systemData: SystemData;
}

export interface PolicyAssignmentProperties extends Echoed {
  readonly policyDefinitionId: string;
  readonly scope: string;
  readonly notScopes: readonly string[];
  readonly enforcementMode: string;
}

/** The identity that policies of the effects `deployIfNotExists` and `modify` use. */
export type PolicyIdentity =
  | { readonly type: 'None' }
  | { readonly type: 'SystemAssigned'; readonly principalId: string; readonly tenantId: string }
  | { readonly type: 'UserAssigned'; readonly userAssignedIdentities: Readonly<Record<string, AttachedIdentity>> };
