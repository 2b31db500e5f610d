import type { ClusterId } from '../model/resource-id.ts';
import { ofCluster } from './az.ts';

/** The extension that a command is about. */
export function extensionOptions(clusterId: ClusterId, name: string) {
  return { ...ofCluster(clusterId), clusterType: 'managedClusters', name } as const;
}
