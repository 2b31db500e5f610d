import type { Cluster } from '../model/azure.ts';
import type { StorageDriversRemedy } from '../model/remedy.ts';
import { observationOf, type Remediator, resultOf, stateOf } from './define.ts';
import { changedSincePlanned, free, lookFirst, whatDiffers } from './look-first.ts';

/**
 * Turns the CSI disk driver and the snapshot controller on.
 * https://learn.microsoft.com/azure/aks/csi-storage-drivers
 */
export const storageDrivers = {
  async observe({ clusterId }, arm) {
    return observationOf(await arm.getCluster(clusterId), (cluster) => judge(cluster) ?? { state: 'absent' });
  },

  async apply(remedy, planned, arm) {
    const after = { cluster: remedy.clusterId, diskCsiDriver: true, snapshotController: true };
    const result = await lookFirst(
      await arm.getWritableCluster(remedy.clusterId),
      (writable) => {
        const { diskCsiDriver = null, snapshotController = null } = writable.cluster.storageDrivers ?? {};
        const changed = whatDiffers(planned, { diskCsiDriver, snapshotController });
        return judge(writable.cluster) ?? (changed === undefined ? free(writable) : changedSincePlanned(changed));
      },
      async (over) => resultOf(await arm.turnStorageDriversOn(remedy, over), after),
    );
    // As with bindings: the cluster itself has its state, and reading it needs no right at the
    // subscription.
    return result.status === 'running' ? { ...result, operationUrl: undefined } : result;
  },
} satisfies Remediator<StorageDriversRemedy>;

/** `undefined` while one of the two is not on. */
function judge({ armId, provisioningState, storageDrivers }: Cluster) {
  const { diskCsiDriver, snapshotController } = storageDrivers ?? {};
  if (diskCsiDriver !== true || snapshotController !== true) return undefined;
  const after = { cluster: armId, diskCsiDriver, snapshotController };
  return stateOf(provisioningState, after, `The update of cluster ${armId} ended ${provisioningState}.`);
}
