import type { AttachedIdentity, Echoed, SystemData, TrackedResource } from '../../state/wire.ts';

export interface VaultIdentity {
  readonly type: 'None' | 'SystemAssigned' | 'UserAssigned' | 'SystemAssigned,UserAssigned';
  readonly principalId?: string;
  readonly tenantId?: string;
  readonly userAssignedIdentities?: Readonly<Record<string, AttachedIdentity>>;
}

export interface BackupVault extends TrackedResource {
  readonly identity: VaultIdentity;
  readonly properties: Echoed & { readonly provisioningState: 'Provisioning' | 'Updating' | 'Succeeded' };
  readonly systemData: SystemData;
}
