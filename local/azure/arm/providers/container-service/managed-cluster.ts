import type { AttachedIdentity, Echoed, SystemData, TrackedResource } from '../../state/wire.ts';

export interface ManagedClusterIdentity {
  readonly type: 'SystemAssigned' | 'UserAssigned' | 'None';
  readonly principalId?: string;
  readonly tenantId?: string;
  readonly userAssignedIdentities?: Readonly<Record<string, AttachedIdentity>>;
}

export type ClusterState = 'Creating' | 'Updating' | 'Starting' | 'Stopping' | 'Deleting' | 'Succeeded' | 'Failed';

export interface PowerState {
  readonly code: 'Running' | 'Stopped';
}

export interface ManagedClusterProperties extends Echoed {
  readonly provisioningState: ClusterState;
  readonly powerState: PowerState;
  readonly nodeResourceGroup: string;
  readonly agentPoolProfiles: readonly Echoed[];
}

export interface ManagedCluster extends TrackedResource {
  readonly sku: { readonly name: string; readonly tier: string };
  /** Absent on clusters that run under a service principal. */
  readonly identity?: ManagedClusterIdentity | undefined;
  readonly properties: ManagedClusterProperties;
  readonly systemData: SystemData;
  /** Goes up with every write to the cluster or to what is part of it; no client sees it. */
  readonly revision: number;
}

/** AKS writes `resourcegroups` in its ids, for any casing of the client. */
export function clusterId(subscriptionId: string, resourceGroupName: string, name: string): string {
  return `/subscriptions/${subscriptionId}/resourcegroups/${resourceGroupName}/providers/Microsoft.ContainerService/managedClusters/${name}`;
}

export function clusterAnswer({ revision: _, ...wire }: ManagedCluster): Omit<ManagedCluster, 'revision'> {
  return wire;
}

export function isIdle(cluster: ManagedCluster): boolean {
  return cluster.properties.provisioningState === 'Succeeded' || cluster.properties.provisioningState === 'Failed';
}

export function isStopped(cluster: ManagedCluster): boolean {
  return cluster.properties.powerState.code === 'Stopped';
}

/** The cluster in another state; that it was touched shows in its revision. */
export function inState(
  cluster: ManagedCluster,
  provisioningState: ClusterState,
  powerState: PowerState = cluster.properties.powerState,
): ManagedCluster {
  return {
    ...cluster,
    revision: cluster.revision + 1,
    properties: { ...cluster.properties, provisioningState, powerState },
  };
}
