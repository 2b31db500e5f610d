import {
  type Azure,
  begin,
  change,
  find,
  keep,
  listBelow,
  newPrincipal,
  OperationError,
  operationNamed,
  remove,
} from '../azure.ts';
import { DURATIONS } from '../durations.ts';
import type { Answer, Call, Handler } from '../server/call.ts';
import { armError } from '../server/errors.ts';
import { type JsonObject, objectAt, textAt } from '../server/json.ts';
import { pageOf } from '../server/page.ts';
import { clusterIdOf, requireCluster } from './managed-clusters.ts';
import { requireRegistered } from './registrations.ts';

const EXTENSION = 'microsoft.kubernetesconfiguration/extensions';
const NAMESPACE = 'Microsoft.KubernetesConfiguration';

export function extensions(
  azure: Azure,
): Readonly<Record<'get' | 'list' | 'put' | 'patch' | 'remove' | 'operation', Handler>> {
  const idOf = (call: Call) => `${clusterIdOf(call)}/providers/${NAMESPACE}/extensions/${call.param('extension')}`;
  const require = (call: Call) => {
    requireCluster(azure, call);
    const extension = find(azure, idOf(call));
    if (extension !== undefined) return extension;
    throw armError(
      404,
      'ResourceNotFound',
      `The Resource '${NAMESPACE}/extensions/${call.param('extension')}' was not found.`,
    );
  };
  const headersFor = (call: Call, operationId: string) => ({
    // With the letter case in which this provider really writes it.
    'azure-asyncoperation': `${azure.origin}${idOf(call)}/operations/${operationId}?api-Version=2023-05-01`,
  });

  function write(call: Call, seconds: number, status: 201 | 202, body: JsonObject): Answer {
    const id = idOf(call);
    const cluster = requireCluster(azure, call);
    keep(azure, { id, type: EXTENSION, name: call.param('extension'), body });
    const etag = textAt(objectAt(cluster.body, 'properties'), 'provisioningState');
    const operation = begin(azure, seconds, () => {
      if (find(azure, id) === undefined)
        throw new OperationError('ExtensionOperationFailed', 'The extension was deleted meanwhile.');
      if (etag !== 'Succeeded') {
        setState(azure, id, 'Failed');
        throw new OperationError(
          'ExtensionOperationFailed',
          'Request failed. Error code: Conflict. Reason: Conflict. "code":"EtagMismatch"',
        );
      }
      const existing = objectAt(objectAt(find(azure, id)?.body, 'properties'), 'aksAssignedIdentity');
      const principalId = textAt(existing, 'principalId') ?? newPrincipal(azure, DURATIONS.principalReplication);
      setState(azure, id, 'Succeeded', { aksAssignedIdentity: { principalId, tenantId: null, type: null } });
      azure.emit({ kind: 'ResourceWriteSuccess', id, operation: `${NAMESPACE}/extensions/write` });
    });
    return { status, body, headers: headersFor(call, operation.id) };
  }

  return {
    get: (call) => ({ status: 200, body: require(call).body }),
    list(call) {
      const cluster = requireCluster(azure, call);
      return pageOf(
        azure,
        call,
        listBelow(azure, cluster.id, EXTENSION).map(({ body }) => body),
      );
    },
    put(call) {
      requireCluster(azure, call);
      requireRegistered(azure, call.param('subscription'), NAMESPACE);
      const before = find(azure, idOf(call));
      if (before !== undefined) refuseWhileBusy(before.body);
      return write(call, DURATIONS.extensionInstall, 201, bodyOf(call, idOf(call), azure));
    },
    patch(call) {
      const before = require(call);
      refuseWhileBusy(before.body);
      const properties = objectAt(before.body, 'properties');
      const asked = objectAt(call.body, 'properties');
      const settings = {
        ...objectAt(properties, 'configurationSettings'),
        ...objectAt(asked, 'configurationSettings'),
      };
      return write(call, DURATIONS.extensionUpdate, 202, {
        ...before.body,
        properties: { ...properties, configurationSettings: settings, provisioningState: 'Updating' },
      });
    },
    remove(call) {
      if (find(azure, idOf(call)) === undefined) return { status: 204 };
      setState(azure, idOf(call), 'Deleting');
      const operation = begin(azure, DURATIONS.extensionDelete, () => remove(azure, idOf(call)));
      return { status: 202, headers: headersFor(call, operation.id) };
    },
    operation(call) {
      const { id, state, error } = operationNamed(azure, call.param('operation'));
      const status = state === 'running' ? 'Creating' : state === 'succeeded' ? 'Succeeded' : 'Failed';
      const body: JsonObject = {
        id: `${idOf(call)}/operations/${id}`,
        name: id,
        status,
        ...(error && { error: { ...error } }),
      };
      return { status: 200, body };
    },
  };
}

function bodyOf(call: Call, id: string, azure: Azure): JsonObject {
  const asked = objectAt(call.body, 'properties');
  const { configurationProtectedSettings: _, ...visible } = asked;
  const at = azure.timeline.now().toISOString();
  return {
    id,
    name: call.param('extension'),
    type: `${NAMESPACE}/extensions`,
    properties: {
      ...visible,
      configurationSettings: objectAt(asked, 'configurationSettings'),
      version: '1.36.15',
      provisioningState: 'Creating',
      statuses: [],
      // The identity comes with the agent, at the end of the install.
      aksAssignedIdentity: null,
    },
    systemData: {
      createdBy: null,
      createdByType: null,
      createdAt: at,
      lastModifiedBy: null,
      lastModifiedByType: null,
      lastModifiedAt: at,
    },
  };
}

function setState(azure: Azure, id: string, provisioningState: string, more: JsonObject = {}): void {
  change(azure, id, (body) => ({ properties: { ...objectAt(body, 'properties'), provisioningState, ...more } }));
}

function refuseWhileBusy(body: JsonObject): void {
  const state = textAt(objectAt(body, 'properties'), 'provisioningState') ?? '';
  if (['Succeeded', 'Failed', 'Canceled'].includes(state)) return;
  throw armError(
    409,
    'ExtensionPatchFailed',
    `The method cannot be completed due to a conflict. (ProvisioningState of extension: ${state}). Please wait...`,
  );
}
