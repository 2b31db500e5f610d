import { uuid5 } from '../lib/uuid5.ts';
import type { StorageDriversRemedy } from '../model/remedy.ts';
import { partsOf } from '../model/resource-id.ts';
import { az, named } from '../steps/az.ts';
import type { Change } from './define.ts';
import { CLUSTER_RUNNING, FITTING, WRITABLE } from './preconditions.ts';
import { CLUSTER } from './samples.ts';

/**
 * Turns on the CSI disk driver and the snapshot controller.
 * https://learn.microsoft.com/azure/aks/csi-storage-drivers
 */
export const storageDrivers = {
  kind: 'storageDrivers',
  order: 80,
  allowed: 'whereListed',
  risk: 'changesResource',
  longRunning: true,
  preconditions: [...FITTING, WRITABLE, CLUSTER_RUNNING],
  role: {
    title: 'Storage Driver Enabler',
    description: 'Updates clusters, to turn on the disk driver and the snapshot controller.',
    places: ['cluster'],
    actions: ['Microsoft.ContainerService/managedClusters/write'],
  },
  review: {
    why: 'turns on the disk driver and the snapshot controller',
    beyond: '`managedClusters/write` allows to change anything of a cluster',
  },
  sentence: 'Backstay turns the two switches on and keeps every other field of the cluster.',
  sample: { kind: 'storageDrivers', clusterId: CLUSTER },

  key: ({ kind, clusterId }) => uuid5(kind, clusterId),
  describe: ({ clusterId }) =>
    `Turn on the CSI disk driver and the snapshot controller of cluster ${partsOf(clusterId).name}`,
  effect: ({ clusterId }) =>
    `Cluster ${clusterId} runs the CSI disk driver and the snapshot controller, and AKS updates it for some minutes. Nothing else of it changes.`,
  undoText:
    'Turn them off on the cluster, where no volume uses them; disks can then be neither mounted by them nor backed up.',
  permissions: ({ clusterId }) =>
    ['write', 'read'].map((verb) => ({
      action: `Microsoft.ContainerService/managedClusters/${verb}`,
      scope: clusterId,
    })),
  lane: ({ clusterId }) => clusterId,
  commands: ({ remedy: { clusterId } }) => [
    az('aks update', { ...named(clusterId), enableDiskDriver: true, enableSnapshotController: true }),
  ],
  declare: ({ remedy: { clusterId } }) => ({
    kind: 'part',
    type: 'Microsoft.ContainerService/managedClusters',
    id: clusterId,
    body: {
      properties: { storageProfile: { diskCSIDriver: { enabled: true }, snapshotController: { enabled: true } } },
    },
  }),
  undo: {
    never: 'Volumes may use the drivers by now, and could not be mounted without them.',
  },
} satisfies Change<StorageDriversRemedy>;
