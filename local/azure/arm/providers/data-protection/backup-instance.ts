import type { Echoed, SystemData } from '../../state/wire.ts';

export interface BackupInstance {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly properties: Echoed & {
    readonly dataSourceInfo: Echoed & { readonly resourceID: string };
    readonly provisioningState: 'Provisioning' | 'Updating' | 'Succeeded' | 'Deleting';
    readonly currentProtectionState: 'ConfiguringProtection' | 'ProtectionConfigured' | 'UpdatingProtection';
  };
  readonly systemData: SystemData;
}
