import { uuid5 } from '../lib/uuid5.ts';
import type { ClusterInspectionRemedy } from '../model/remedy.ts';
import { partsOf } from '../model/resource-id.ts';
import { az, named } from '../steps/az.ts';
import type { Change } from './define.ts';
import { NOT_STOPPED, WAY_TO_IMAGES, WRITABLE } from './preconditions.ts';
import { CLUSTER } from './samples.ts';

/**
 * Inspects a cluster by one constant command. It changes no resource, and so takes no write lock.
 */
export const clusterInspection = {
  kind: 'clusterInspection',
  order: 130,
  // Run-command asks for more than any change that `allow` can list.
  allowed: { setting: 'inspectCluster' },
  risk: 'changesResource',
  longRunning: true,
  changesNothing: true,
  // Findings that others stand on come from it. AKS runs a command only on a cluster that is
  // running and that no lock covers, and its pod needs an image.
  preconditions: [NOT_STOPPED, WRITABLE, ...WAY_TO_IMAGES],
  role: {
    title: 'Cluster Inspector',
    description: 'Runs a command inside clusters, with the rights of a cluster administrator.',
    places: ['cluster'],
    actions: [
      'Microsoft.ContainerService/managedClusters/commandResults/read',
      'Microsoft.ContainerService/managedClusters/runCommand/action',
    ],
  },
  review: {
    why: '[inspects the cluster](inspect-cluster.md)',
    beyond: 'run-command is the right of a cluster administrator',
  },
  sentence: 'Backstay inspects the cluster.',
  sample: { kind: 'clusterInspection', clusterId: CLUSTER },

  key: ({ kind, clusterId }) => uuid5(kind, clusterId),
  describe: ({ clusterId }) => `Look inside cluster ${partsOf(clusterId).name} by run-command`,
  effect: ({ clusterId }) =>
    `A command that only reads runs once on cluster ${clusterId}, in a pod of AKS with the rights of a cluster administrator.`,
  undoText: 'There is nothing to undo: AKS removes the pod of the command.',
  permissions({ clusterId }) {
    const cluster = 'Microsoft.ContainerService/managedClusters';
    return [
      { action: `${cluster}/runCommand/action`, scope: clusterId },
      { action: `${cluster}/commandResults/read`, scope: clusterId },
    ];
  },
  lane: () => undefined,
  commands: ({ remedy: { clusterId } }) =>
    ['kubectl get deployments --all-namespaces --output wide', 'kubectl get persistentvolumes'].map((command) =>
      az('aks command invoke', { ...named(clusterId), command }),
    ),
  declare: () => ({ kind: 'none', why: 'An inspection only reads; it leaves no resource behind.' }),
  undo: {
    never: 'An inspection has changed nothing that could be undone.',
  },
} satisfies Change<ClusterInspectionRemedy>;
