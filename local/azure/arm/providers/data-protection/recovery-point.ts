import type { Echoed } from '../../state/wire.ts';

export interface RecoveryPoint {
  readonly id: string;
  readonly name: string;
  readonly type: 'Microsoft.DataProtection/backupVaults/backupInstances/recoveryPoints';
  readonly properties: Echoed & {
    readonly recoveryPointTime: string;
    readonly recoveryPointDataStoresDetails: readonly { readonly type: string }[];
  };
}
