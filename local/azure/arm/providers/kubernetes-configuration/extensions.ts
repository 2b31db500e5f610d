import type { DurationName } from '../../durations.ts';
import { extensionFailure } from '../../faults/extension-fault.ts';
import type { Operation } from '../../operations/operations.ts';
import type { Platform } from '../../platform.ts';
import { apiVersionOf } from '../../server/answer-in-version.ts';
import { type ArmApp, type ArmContext, originOf } from '../../server/arm-env.ts';
import { resourceNotFound, serviceError } from '../../server/errors.ts';
import { pageOf } from '../../server/paging.ts';
import { readBody } from '../../server/request-body.ts';
import { stampSystemData } from '../../server/system-data.ts';
import { readResourceId } from '../../state/resource-id.ts';
import { isStopped, type ManagedCluster } from '../container-service/managed-cluster.ts';
import { removeResource } from '../remove-resource.ts';
import type { Extension } from './extension.ts';
import {
  extensionPatchSchema,
  extensionPutSchema,
  propertiesFromPatch,
  propertiesFromPut,
} from './extension-request.ts';
import { installExtension } from './install-extension.ts';
import { findObstacle } from './install-obstacle.ts';

const EXTENSIONS = '/:scope/providers/microsoft.kubernetesconfiguration/extensions';
const TYPE = 'Microsoft.KubernetesConfiguration/extensions';

/** https://learn.microsoft.com/rest/api/kubernetesconfiguration/extensions */
export function routeExtensions(app: ArmApp, platform: Platform): void {
  const { extensions } = platform.state;

  app.get(EXTENSIONS, (c) => c.json(pageOf(c, platform, extensions.below(requireCluster(c, platform).id))));
  app.get(`${EXTENSIONS}/:extensionName`, (c) => c.json(requireExtension(c, platform)));
  app.get(`${EXTENSIONS}/:extensionName/operations/:operationId`, (c) => getOperation(c, platform));
  app.put(`${EXTENSIONS}/:extensionName`, (c) => putExtension(c, platform));
  app.patch(`${EXTENSIONS}/:extensionName`, (c) => patchExtension(c, platform));
  app.delete(`${EXTENSIONS}/:extensionName`, (c) => deleteExtension(c, platform));
}

function requireCluster(c: ArmContext, { state }: Platform): ManagedCluster {
  const scope = c.req.param('scope') ?? '';
  const cluster = state.managedClusters.get(scope);
  if (cluster !== undefined) return cluster;
  const { namespace, type, name, resourceGroupName = '' } = readResourceId(scope);
  throw resourceNotFound(`${namespace}/${type}`, name, resourceGroupName);
}

function extensionId(c: ArmContext): string {
  return `${c.req.param('scope')}/providers/${TYPE}/${c.req.param('extensionName')}`;
}

function requireExtension(c: ArmContext, platform: Platform): Extension {
  const cluster = requireCluster(c, platform);
  const extension = platform.state.extensions.get(extensionId(c));
  if (extension !== undefined) return extension;
  const { resourceGroupName = '' } = readResourceId(cluster.id);
  throw resourceNotFound(TYPE, c.req.param('extensionName') ?? '', resourceGroupName);
}

function requireRunning(cluster: ManagedCluster): void {
  if (!isStopped(cluster)) return;
  throw serviceError(
    409,
    'OperationNotAllowed',
    `The cluster ${cluster.name} is stopped: its extensions cannot change.`,
  );
}

function isAtWork({ properties }: Extension): boolean {
  return properties.provisioningState !== 'Succeeded' && properties.provisioningState !== 'Failed';
}

function putExtension(c: ArmContext, platform: Platform): Response {
  const cluster = requireCluster(c, platform);
  const current = platform.state.extensions.get(extensionId(c));
  if (current !== undefined && isAtWork(current)) {
    const message =
      'Update failed for this resource, as there is a conflicting operation in progress. Please try after sometime.';
    throw serviceError(409, 'UpdateFailed', message);
  }
  const { properties } = readBody(c, extensionPutSchema, invalidExtension);
  requireRunning(cluster);

  const extension = platform.state.extensions.set({
    id: current?.id ?? extensionId(c),
    name: current?.name ?? c.req.param('extensionName') ?? '',
    type: TYPE,
    properties: propertiesFromPut(properties, current),
    systemData: stampSystemData(c, platform.timeline, current?.systemData),
  });
  const operation = install(c, platform, extension, cluster, current ? 'extensionUpdate' : 'extensionInstall');
  linkToOperation(c, platform, extension, cluster, operation);
  return c.json(extension, current === undefined ? 201 : 200);
}

function patchExtension(c: ArmContext, platform: Platform): Response {
  const cluster = requireCluster(c, platform);
  const current = requireExtension(c, platform);
  if (isAtWork(current)) {
    const message =
      'The PATCH method cannot be completed due to a conflict. ' +
      `(ProvisioningState of extension: ${current.properties.provisioningState}). Please wait for the operation to finish.`;
    throw serviceError(409, 'ExtensionPatchFailed', message);
  }
  const { properties } = readBody(c, extensionPatchSchema, invalidExtension);
  requireRunning(cluster);

  const extension = platform.state.extensions.set({
    ...current,
    properties: propertiesFromPatch(properties, current),
    systemData: stampSystemData(c, platform.timeline, current.systemData),
  });
  linkToOperation(c, platform, extension, cluster, install(c, platform, extension, cluster, 'extensionUpdate'));
  return c.json(extension, 202);
}

function install(
  c: ArmContext,
  platform: Platform,
  extension: Extension,
  cluster: ManagedCluster,
  duration: DurationName,
): Operation {
  const origin = originOf(c);
  const injected = extensionFailure(c, platform);
  const hangs = duration === 'extensionInstall' && findObstacle(platform, cluster)?.hangs === true;
  return platform.operations.start({
    resourceId: extension.id,
    duration: hangs && injected === undefined ? 'extensionGivesUp' : duration,
    finish: () => {
      const failure = installExtension(platform, extension, cluster, injected);
      const outcome = failure === undefined ? 'Success' : 'Failure';
      platform.events.publish({ kind: 'Write', outcome, resourceId: extension.id, origin });
      return failure;
    },
  });
}

function deleteExtension(c: ArmContext, platform: Platform): Response {
  const cluster = requireCluster(c, platform);
  const current = platform.state.extensions.get(extensionId(c));
  if (current === undefined) return c.body(null, 204);
  requireRunning(cluster);

  const { extensions } = platform.state;
  const origin = originOf(c);
  if (current.properties.provisioningState === 'Creating') {
    // Recorded: 200 with a body and without an operation. That the body is the extension is
    // assumed.
    removeResource(platform, current.id, origin);
    return c.json(current);
  }
  extensions.set({ ...current, properties: { ...current.properties, provisioningState: 'Deleting' } });
  const operation = platform.operations.start({
    resourceId: current.id,
    duration: 'extensionDelete',
    finish: () => removeResource(platform, current.id, origin),
  });
  linkToOperation(c, platform, current, cluster, operation);
  return c.body(null, 202);
}

function invalidExtension(problem: string) {
  return serviceError(400, 'InvalidRequestContent', `The extension is invalid: ${problem}.`);
}

/**
 * The odd casing of `api-Version` is the service's own:
 * https://github.com/Azure/AML-Kubernetes/issues/158
 */
function linkToOperation(
  c: ArmContext,
  platform: Platform,
  extension: Extension,
  cluster: ManagedCluster,
  operation: Operation,
): void {
  const path = `${extension.id}/operations/${operation.id}`;
  c.header('Azure-AsyncOperation', `${platform.publicUrl()}${path}?api-Version=${apiVersionOf(c)}`);
  // Recorded beside it, always: the service's own host, where no token of Resource Manager belongs.
  c.header('Location', `https://${cluster.location}.rp.kubernetesconfiguration.azure.com${path}`);
}

function getOperation(c: ArmContext, { operations, state }: Platform): Response {
  const operationId = c.req.param('operationId') ?? '';
  const operation = operations.get(operationId);
  if (operation === undefined) throw serviceError(404, 'NotFound', `The operation '${operationId}' was not found.`);
  const running = state.extensions.get(operation.resourceId)?.properties.provisioningState ?? 'Deleting';
  return c.json({
    id: `${operation.resourceId}/operations/${operation.id}`,
    name: operation.id,
    status: operation.status === 'InProgress' ? running : operation.status,
    ...(operation.error && { error: operation.error }),
  });
}
