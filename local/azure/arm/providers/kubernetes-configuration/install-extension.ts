import type { OperationFailure } from '../../operations/operations.ts';
import type { Platform } from '../../platform.ts';
import { readResourceId } from '../../state/resource-id.ts';
import { isIdle, type ManagedCluster } from '../container-service/managed-cluster.ts';
import { createUserAssignedIdentity } from '../managed-identity/create-identity.ts';
import type { AksAssignedIdentity, Extension, ExtensionProperties } from './extension.ts';
import { LATEST_VERSION } from './extension-request.ts';
import { findObstacle } from './install-obstacle.ts';

/**
 * The end of an install or update: the extension as it is then, or why it did not come to be;
 * `injected` is such a reason.
 */
export function installExtension(
  platform: Platform,
  extension: Extension,
  clusterAtStart: ManagedCluster,
  injected: OperationFailure | undefined,
): OperationFailure | undefined {
  const { managedClusters, extensions } = platform.state;
  const cluster = managedClusters.get(clusterAtStart.id);
  if (cluster === undefined)
    return { code: 'ResourceNotFound', message: `The cluster ${clusterAtStart.name} is gone.` };

  const current = extensions.get(extension.id);
  if (current?.properties.provisioningState !== extension.properties.provisioningState) {
    return { code: 'ExtensionOperationFailed', message: `The extension ${extension.name} was deleted meanwhile.` };
  }

  const obstacle = extension.properties.provisioningState === 'Creating' ? findObstacle(platform, cluster) : undefined;
  const failure = injected ?? findClash(extension, clusterAtStart, cluster) ?? obstacle;
  const outcome: Partial<ExtensionProperties> =
    failure === undefined
      ? {
          provisioningState: 'Succeeded',
          currentVersion: extension.properties.version ?? LATEST_VERSION,
          aksAssignedIdentity: extension.properties.aksAssignedIdentity ?? createIdentity(platform, extension, cluster),
        }
      : { provisioningState: 'Failed', statuses: [failedStatus(failure)] };
  extensions.set({ ...extension, properties: { ...extension.properties, ...outcome } });
  return failure;
}

/** As recorded: no level, and never an `errorInfo`. */
function failedStatus({ message }: OperationFailure) {
  return { code: 'InstallationFailed', displayStatus: null, level: null, message, time: null };
}

/**
 * An extension writes to its cluster too, and only the first of two writers wins:
 * https://github.com/Azure/AKS-Construction/issues/385
 */
function findClash(extension: Extension, before: ManagedCluster, now: ManagedCluster): OperationFailure | undefined {
  if (now.revision === before.revision && isIdle(now)) return undefined;
  const addon = `https://management.azure.com${now.id}/extensionaddons/${extension.name}?api-version=2021-03-01`;
  const conflict = JSON.stringify({
    code: 'EtagMismatch',
    message: `Operation is not allowed: the resource ${now.name} was changed by another request.`,
  });
  return {
    code: 'ExtensionOperationFailed',
    message:
      'The extension operation failed with the following error: ' +
      `Request failed to ${addon}. Error code: Conflict. Reason: Conflict. ${conflict}`,
  };
}

/** The extension runs under an identity of its own, which lives beside the nodes. */
function createIdentity(platform: Platform, extension: Extension, cluster: ManagedCluster): AksAssignedIdentity {
  const { subscriptionId } = readResourceId(cluster.id);
  const group = `/subscriptions/${subscriptionId}/resourcegroups/${cluster.properties.nodeResourceGroup}`;
  const id = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/ext-${extension.name}-${cluster.name}`;
  const { principalId } = createUserAssignedIdentity(platform, id, { location: cluster.location }).properties;
  return { type: null, principalId, tenantId: null };
}
