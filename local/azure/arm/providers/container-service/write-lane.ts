import type { DurationName } from '../../durations.ts';
import type { Operation } from '../../operations/operations.ts';
import type { Platform } from '../../platform.ts';
import { operationNotAllowed } from './aks-error.ts';
import {
  type ClusterState,
  inState,
  isIdle,
  isStopped,
  type ManagedCluster,
  type PowerState,
} from './managed-cluster.ts';

/**
 * @throws ArmError while the cluster is at work: it takes one write at a time, those to its
 * bindings included.
 */
export function requireIdle(cluster: ManagedCluster): void {
  if (isIdle(cluster)) return;
  throw operationNotAllowed(describeRunning(cluster.properties.provisioningState));
}

/**
 * The service's words for what is at work already: the state of the cluster, or a pool with its
 * own.
 */
export function describeRunning(operation: string): string {
  return (
    `Another operation (${operation}) is in progress, please wait for it to finish before starting a new ` +
    'operation. See https://aka.ms/aks-pending-operation for more details'
  );
}

/**
 * @throws ArmError when the cluster is at work or stopped: a stopped cluster can only be started or
 * deleted.
 */
export function requireWritable(cluster: ManagedCluster): void {
  requireIdle(cluster);
  if (!isStopped(cluster)) return;
  throw operationNotAllowed('You can only perform start or delete operations on a stopped cluster.');
}

export interface ClusterWork {
  readonly duration: DurationName;
  /** The state of the cluster meanwhile. */
  readonly state: ClusterState;
  /** Whether it runs afterwards; as before, if not said. */
  readonly powerStateAfter?: PowerState;
  /** Runs at the end, unless the cluster has vanished by then. */
  readonly finish: (cluster: ManagedCluster) => void;
}

/** Occupies the cluster for the time of an operation. */
export function startClusterWork(platform: Platform, cluster: ManagedCluster, work: ClusterWork): Operation {
  const { managedClusters } = platform.state;
  managedClusters.set(inState(cluster, work.state));
  return platform.operations.start({
    resourceId: cluster.id,
    duration: work.duration,
    finish: () => {
      const current = managedClusters.get(cluster.id);
      if (current === undefined) return { code: 'ResourceNotFound', message: `The cluster ${cluster.name} is gone.` };
      work.finish(managedClusters.set(inState(current, 'Succeeded', work.powerStateAfter)));
      return undefined;
    },
  });
}
