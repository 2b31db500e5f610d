import { uuid5 } from '../lib/uuid5.ts';
import type { Cluster } from '../model/azure.ts';
import type { StorageDriversRemedy } from '../model/remedy.ts';
import { partsOf } from '../model/resource-id.ts';
import { observationOf, type Remediator, resultOf, stateOf } from './define.ts';
import { changedSincePlanned, free, lookFirst, whatDiffers } from './look-first.ts';

/** Turns the CSI disk driver and the snapshot controller on. https://learn.microsoft.com/azure/aks/csi-storage-drivers */
export const storageDrivers: Remediator<StorageDriversRemedy> = {
  kind: 'storageDrivers',
  risk: 'changesResource',
  longRunning: true,

  key: ({ kind, clusterId }) => uuid5(kind, clusterId),
  describe: ({ clusterId }) =>
    `Turn on the CSI disk driver and the snapshot controller of cluster ${partsOf(clusterId).name}`,
  effect: ({ clusterId }) =>
    `Cluster ${partsOf(clusterId).name} runs the CSI disk driver and the snapshot controller; nothing else of it changes.`,
  undoText:
    'Turn them off on the cluster, where no volume uses them; disks can then be neither mounted by them nor backed up.',
  permissions: ({ clusterId }) =>
    ['write', 'read'].map((verb) => ({
      action: `Microsoft.ContainerService/managedClusters/${verb}`,
      scope: clusterId,
    })),
  lane: ({ clusterId }) => clusterId,
  undo: {
    never: 'Volumes may use the drivers by now, and could not be mounted without them.',
  },

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
    // As with bindings: the cluster itself tells its state, and asking it needs no right at the subscription.
    return result.status === 'running' ? { ...result, operationUrl: undefined } : result;
  },
};

/** `undefined` while one of the two is not on. */
function judge({ armId, provisioningState, storageDrivers }: Cluster) {
  const { diskCsiDriver, snapshotController } = storageDrivers ?? {};
  if (diskCsiDriver !== true || snapshotController !== true) return undefined;
  const after = { cluster: armId, diskCsiDriver, snapshotController };
  return stateOf(provisioningState, after, `The update of cluster ${armId} ended ${provisioningState}.`);
}
