import type { ArmReader } from '../azure/arm.ts';
import type { Trace } from '../model/action.ts';
import type { Failure } from '../model/failure.ts';
import type { ClusterId, VaultId } from '../model/resource-id.ts';
import { notLookedAt } from './undoing.ts';

/**
 * Why the extension has to stay: somebody protects the cluster, in the profile's vault or any other, or nobody can tell. Both lists are
 * asked, because the cluster's own may leave out vaults that Backstay may not see.
 */
export async function whyProtected(
  clusterId: ClusterId,
  vaultId: VaultId | undefined,
  arm: ArmReader,
): Promise<{ readonly failure: Failure; readonly trace: Trace } | undefined> {
  const lists = [
    () => arm.listBackupInstancesOf(clusterId),
    ...(vaultId === undefined ? [] : [() => arm.listBackupInstances(vaultId)]),
  ];
  for (const list of lists) {
    const read = await list();
    const { trace } = read;
    if (!read.ok) return { failure: cannotTell(read.failure), trace };
    const instance = read.value.find(({ datasourceId }) => datasourceId === clusterId);
    if (instance !== undefined) {
      const message = `Not removed: backup instance ${instance.armId} protects the cluster (${instance.protectionState ?? 'state not told'}).`;
      return { failure: { class: 'permanent', code: 'StillProtected', message }, trace };
    }
  }
  return undefined;
}

function cannotTell(failure: Failure): Failure {
  const message = `Not removed: whether the cluster is protected cannot be told. ${failure.code}: ${failure.message}`;
  return { ...notLookedAt(failure), code: 'ProtectionUnknown', message };
}
