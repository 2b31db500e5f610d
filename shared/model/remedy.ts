import type { PrincipalId } from './azure.ts';
import type { ClusterId, ResourceId, VaultId } from './resource-id.ts';

/**
 * A desired state as plain data. Because it is data it can be shown, hashed, approved, recorded and carried out later,
 * by the remediator of its kind.
 */
export type Remedy =
  | ProviderRegistrationRemedy
  | BackupExtensionRemedy
  | TrustedAccessBindingRemedy
  | VaultIdentityRemedy
  | RoleGrantRemedy
  | ClusterInspectionRemedy;

export type RemedyKind = Remedy['kind'];
export type RemedyOf<K extends RemedyKind> = Extract<Remedy, { readonly kind: K }>;

export interface ProviderRegistrationRemedy {
  readonly kind: 'providerRegistration';
  readonly subscriptionId: string;
  readonly namespace: string;
}

export interface BackupExtensionRemedy {
  readonly kind: 'backupExtension';
  readonly clusterId: ClusterId;
  readonly name: string;
  readonly settings: Readonly<Record<string, string>>;
}

export interface TrustedAccessBindingRemedy {
  readonly kind: 'trustedAccessBinding';
  readonly clusterId: ClusterId;
  readonly name: string;
  /** The vault's id as ARM spells it. */
  readonly sourceResourceId: string;
  readonly roles: readonly string[];
}

export interface VaultIdentityRemedy {
  readonly kind: 'vaultIdentity';
  readonly vaultId: VaultId;
  /** `SystemAssigned`, joined to what the vault has already. */
  readonly identityType: 'SystemAssigned' | 'SystemAssigned,UserAssigned';
  /** Kept as they are: a PATCH that leaves them out would take them away. */
  readonly userAssignedIdentityIds: readonly string[];
}

export interface RoleGrantRemedy {
  readonly kind: 'roleGrant';
  readonly scope: ResourceId;
  readonly principalId: PrincipalId;
  /** Whose identity it is, for people. */
  readonly holder: 'vault' | 'cluster' | 'extension';
  readonly role: string;
  readonly roleDefinitionGuid: string;
}

/** A look inside the cluster. It changes nothing that lasts, but it starts a pod, so it is done and recorded like a change. */
export interface ClusterInspectionRemedy {
  readonly kind: 'clusterInspection';
  readonly clusterId: ClusterId;
}
