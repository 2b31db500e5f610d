import type { RefusalCode } from '../../faults/backup-refusals.ts';
import type { OperationFailure } from '../../operations/operations.ts';
import type { Platform } from '../../platform.ts';
import { type BackupInstance, isCluster, vaultIdOf, withState } from './backup-instance.ts';
import { findRefusal, snapshotGroupIn } from './find-refusal.ts';
import { operationFailure, type UserFacingError, userFacingError } from './service-error.ts';

/** The reason why the instance cannot be backed up now. */
export function troubleOf(
  platform: Platform,
  { id, properties }: BackupInstance,
  injected: RefusalCode | undefined,
): UserFacingError | undefined {
  const vault = platform.state.backupVaults.get(vaultIdOf({ id }));
  const { dataSourceInfo, policyInfo } = properties;
  if (vault === undefined || !isCluster(dataSourceInfo.resourceID)) return undefined;
  const wanted = {
    vault,
    clusterId: dataSourceInfo.resourceID,
    snapshotGroupId: snapshotGroupIn(policyInfo),
    policyId: policyInfo.policyId,
  };
  const code = injected ?? findRefusal(platform, wanted);
  return code && userFacingError(code, platform.random);
}

/** The end of configuring or synchronizing: the instance is protected, or says why not. */
export function protect(
  platform: Platform,
  { id }: BackupInstance,
  injected: RefusalCode | undefined,
): OperationFailure | undefined {
  const { backupInstances } = platform.state;
  const instance = backupInstances.get(id);
  if (instance === undefined) return { code: 'ResourceNotFound', message: 'The backup instance is gone.' };
  const error = troubleOf(platform, instance, injected);
  backupInstances.set(withState(instance, error === undefined ? 'ProtectionConfigured' : 'ProtectionError', error));
  return error && operationFailure(error);
}
