import type { BackupInstance } from '../model/azure.ts';
import { saysNotThere } from '../model/failure.ts';
import type { ArmResult } from '../ports/arm.ts';
import { type Reader, sourceOf } from './reading.ts';

/**
 * The backup instances of the cluster: by its own list, and by that of the profile's vault, because
 * the cluster's list can leave out vaults that Backstay may not see. Resource Graph is not asked:
 * what it leaves out proves nothing.
 */
export const readProtection: Reader<'protection'> = async ({ arm, target: { clusterId }, profile }) => {
  const lists = await Promise.all([arm.listBackupInstancesOf(clusterId), arm.listBackupInstances(profile.vaultId)]);
  const sources = lists.map(({ trace }) => sourceOf(trace));
  const instances = new Map<string, BackupInstance>();
  for (const list of lists) {
    if (!list.ok && !provesNone(list)) return { state: 'unknown', failure: list.failure, sources };
    for (const instance of list.ok ? list.value : []) {
      if (instance.datasourceId === clusterId) instances.set(instance.armId.toLowerCase(), instance);
    }
  }
  return { state: 'known', value: [...instances.values()], sources };
};

/**
 * There are no vaults where their provider is not registered, and no instances in a vault that does
 * not exist.
 */
function provesNone({ failure }: Extract<ArmResult<unknown>, { ok: false }>): boolean {
  return failure.code === 'MissingSubscriptionRegistration' || saysNotThere(failure);
}
