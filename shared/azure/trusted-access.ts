import type { TrustedAccessRoleBinding as SdkBinding } from '@azure/arm-containerservice';
import type { TrustedAccessRoleBinding } from '../model/azure.ts';
import { parseResourceId, partsOf, resourceGroupOf } from '../model/resource-id.ts';
import type { Arm } from '../ports/arm.ts';
import { API_VERSIONS } from './api-versions.ts';
import { UnreadableAnswer } from './ask.ts';
import type { Connection } from './connection.ts';
import { beginWrite } from './long-writes.ts';
import { allOf } from './pages.ts';
import { text, texts } from './shapes.ts';

type Calls = Pick<
  Arm,
  | 'listTrustedAccessRoleBindings'
  | 'getTrustedAccessRoleBinding'
  | 'putTrustedAccessRoleBinding'
  | 'deleteTrustedAccessRoleBinding'
>;

export function trustedAccessCalls(connection: Connection): Calls {
  const { ask, containerService } = connection;
  return {
    async listTrustedAccessRoleBindings(clusterId) {
      const { subscriptionId, name } = partsOf(clusterId);
      const { trustedAccessRoleBindings } = await containerService(subscriptionId);
      return ask(
        () => allOf(trustedAccessRoleBindings.list(resourceGroupOf(clusterId), name)),
        (bindings) => bindings.map(readBinding),
      );
    },
    async getTrustedAccessRoleBinding(clusterId, bindingName) {
      const { subscriptionId, name } = partsOf(clusterId);
      const { trustedAccessRoleBindings } = await containerService(subscriptionId);
      return ask(() => trustedAccessRoleBindings.get(resourceGroupOf(clusterId), name, bindingName), readBinding);
    },
    putTrustedAccessRoleBinding({ clusterId, name, sourceResourceId, roles }) {
      return beginWrite(connection, {
        method: 'put',
        path: `${clusterId}/trustedAccessRoleBindings/${encodeURIComponent(name)}`,
        apiVersion: API_VERSIONS.managedClusters,
        body: { properties: { sourceResourceId, roles } },
      });
    },
    deleteTrustedAccessRoleBinding(clusterId, name) {
      return beginWrite(connection, {
        method: 'delete',
        path: `${clusterId}/trustedAccessRoleBindings/${encodeURIComponent(name)}`,
        apiVersion: API_VERSIONS.managedClusters,
      });
    },
  };
}

export function readBinding(binding: SdkBinding): TrustedAccessRoleBinding {
  const armId = text(binding.id);
  const name = text(binding.name);
  if (armId === undefined || name === undefined) throw new UnreadableAnswer('a binding without id or name');
  return {
    armId,
    name,
    provisioningState: text(binding.provisioningState),
    sourceResourceId: parseResourceId(text(binding.sourceResourceId) ?? ''),
    roles: texts(binding.roles),
  };
}
