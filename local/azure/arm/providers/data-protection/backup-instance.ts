import { readResourceId } from '../../state/resource-id.ts';
import type { Echoed, SystemData } from '../../state/wire.ts';
import type { UserFacingError } from './service-error.ts';

export interface BackupInstance {
  readonly id: string;
  readonly name: string;
  readonly type: 'Microsoft.DataProtection/backupVaults/backupInstances';
  readonly properties: Echoed & {
    readonly friendlyName?: string | undefined;
    readonly dataSourceInfo: Echoed & { readonly resourceID: string };
    readonly policyInfo: Echoed & { readonly policyId: string };
    readonly provisioningState: 'Provisioning' | 'Updating' | 'Succeeded' | 'Deleting';
    readonly currentProtectionState: ProtectionState;
    readonly protectionStatus?: { readonly status: OlderState; readonly errorDetails?: UserFacingError };
    readonly protectionErrorDetails?: UserFacingError;
  };
  readonly systemData: SystemData;
}

export type ProtectionState =
  | 'ConfiguringProtection'
  | 'ProtectionConfigured'
  | 'UpdatingProtection'
  | 'ProtectionError'
  | 'ProtectionStopped'
  | 'BackupSchedulesSuspended';

/**
 * The older of the two fields knows fewer states; `ProtectionError` in it was recorded, though no
 * specification has it.
 */
type OlderState = Exclude<ProtectionState, 'UpdatingProtection' | 'BackupSchedulesSuspended'>;

/** The instance in another state; its error shows twice, as recorded. */
export function withState(
  instance: BackupInstance,
  state: ProtectionState,
  error?: UserFacingError | undefined,
): BackupInstance {
  const { protectionErrorDetails: _, protectionStatus: __, ...properties } = instance.properties;
  const isOlder = state !== 'UpdatingProtection' && state !== 'BackupSchedulesSuspended';
  return {
    ...instance,
    properties: {
      ...properties,
      provisioningState: 'Succeeded',
      currentProtectionState: state,
      ...(isOlder && { protectionStatus: { status: state, ...(error && { errorDetails: error }) } }),
      ...(error && { protectionErrorDetails: error }),
    },
  };
}

/** The vault that an instance lies in. */
export function vaultIdOf({ id }: Pick<BackupInstance, 'id'>): string {
  return id.replace(/\/backupInstances\/[^/]+$/i, '');
}

export function isCluster(datasourceId: string): boolean {
  const { namespace, type } = readResourceId(datasourceId);
  return `${namespace}/${type}`.toLowerCase() === 'microsoft.containerservice/managedclusters';
}
