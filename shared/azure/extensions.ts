import type { Extension } from '@azure/arm-kubernetesconfiguration';
import type { ClusterExtension } from '../model/azure.ts';
import { type ClusterId, partsOf, resourceGroupOf } from '../model/resource-id.ts';
import type { Arm } from '../ports/arm.ts';
import { BACKUP_EXTENSION_TYPE, extensionProperties } from '../steps/extension-options.ts';
import { API_VERSIONS } from './api-versions.ts';
import { UnreadableAnswer } from './ask.ts';
import type { Connection } from './connection.ts';
import { errorIn, innermostCause, readStatuses } from './extension-error.ts';
import { messageForPeople } from './failures.ts';
import { beginWrite } from './long-writes.ts';
import { allOf } from './pages.ts';
import { isRecord, principalId, text, textRecord } from './shapes.ts';

type Calls = Pick<Arm, 'listExtensions' | 'putBackupExtension' | 'patchExtensionSettings' | 'deleteBackupExtension'>;

export function extensionCalls(connection: Connection): Calls {
  const { ask, kubernetesConfiguration } = connection;
  return {
    async listExtensions(clusterId) {
      const { extensions } = await kubernetesConfiguration(partsOf(clusterId).subscriptionId);
      return ask(
        () => allOf(extensions.list(...parentOf(clusterId))),
        (list) => list.map(readExtension),
      );
    },
    putBackupExtension({ clusterId, name, settings }) {
      return beginWrite(connection, {
        method: 'put',
        path: `${clusterId}/providers/Microsoft.KubernetesConfiguration/extensions/${encodeURIComponent(name)}`,
        apiVersion: API_VERSIONS.extensions,
        body: { properties: extensionProperties(settings) },
      });
    },
    patchExtensionSettings({ clusterId, name, settings }) {
      return beginWrite(connection, {
        method: 'patch',
        path: `${clusterId}/providers/Microsoft.KubernetesConfiguration/extensions/${encodeURIComponent(name)}`,
        apiVersion: API_VERSIONS.extensions,
        body: { properties: { configurationSettings: settings } },
      });
    },
    deleteBackupExtension(clusterId, name) {
      return beginWrite(connection, {
        method: 'delete',
        path: `${clusterId}/providers/Microsoft.KubernetesConfiguration/extensions/${encodeURIComponent(name)}`,
        apiVersion: API_VERSIONS.extensions,
      });
    },
  };
}

/**
 * Portal, command line and Terraform name the backup extension differently: only its type
 * identifies it.
 */
function otherTypeOf({ extensionType }: Extension): Pick<ClusterExtension, 'otherType'> {
  const type = text(extensionType) ?? 'unknown';
  return type.toLowerCase() === BACKUP_EXTENSION_TYPE ? {} : { otherType: type };
}

export function readExtension(extension: Extension): ClusterExtension {
  const armId = text(extension.id);
  const name = text(extension.name);
  if (armId === undefined || name === undefined) throw new UnreadableAnswer('an extension without id or name');
  const statuses = readStatuses(extension.statuses);
  const provisioningState = text(extension.provisioningState);
  const [first] = statuses;
  // Azure gives the reason of a failure in the first status, at any level; Microsoft's own client
  // reads it there.
  const failed = provisioningState?.toLowerCase() === 'failed' ? first : undefined;
  const status = errorIn(statuses) ?? failed;
  const error = text(extension.errorInfo?.message) ?? status?.message ?? status?.code;
  const said = first?.message ?? first?.code;
  return {
    armId,
    name,
    provisioningState,
    releaseNamespace: text(extension.scope?.cluster?.releaseNamespace),
    clusterScoped: !isRecord(extension.scope?.namespace),
    settings: textRecord(extension.configurationSettings),
    principalId: principalId(extension.aksAssignedIdentity?.principalId),
    errorMessage: error === undefined ? undefined : messageForPeople(innermostCause(error)),
    statusMessage: said === undefined ? undefined : messageForPeople(said),
    ...otherTypeOf(extension),
  };
}

function parentOf(clusterId: ClusterId) {
  return [
    resourceGroupOf(clusterId),
    'Microsoft.ContainerService',
    'managedClusters',
    partsOf(clusterId).name,
  ] as const;
}
