import type { Operation } from '../../operations/operations.ts';
import type { Platform } from '../../platform.ts';
import { apiVersionOf } from '../../server/answer-in-version.ts';
import type { ArmApp, ArmContext } from '../../server/arm-env.ts';
import { serviceError } from '../../server/errors.ts';

const GROUP = '/subscriptions/:subscriptionId/resourcegroups/:resourceGroupName/providers/microsoft.dataprotection';
const LOCATION = '/subscriptions/:subscriptionId/providers/microsoft.dataprotection/locations/:location';

export function linkToVaultOperation(
  c: ArmContext,
  platform: Platform,
  operation: Operation,
  header: 'Azure-AsyncOperation' | 'Location',
): void {
  const kind = header === 'Location' ? 'operationResults' : 'operationStatus';
  const path = `${operation.resourceId}/${kind}/${operation.id}`;
  c.header(header, `${platform.publicUrl()}${path}?api-version=${apiVersionOf(c)}`);
}

/** Recorded for actions: their result stands at the region. */
export function linkToLocationResult(
  c: ArmContext,
  platform: Platform,
  { id, resourceId }: Operation,
  location = platform.state.backupVaults.get(resourceId)?.location ?? '',
): void {
  const subscription = resourceId.split('/').slice(0, 3).join('/');
  const path = `${subscription}/providers/Microsoft.DataProtection/locations/${location}/operationResults/${id}`;
  c.header('Location', `${platform.publicUrl()}${path}?api-version=${apiVersionOf(c)}`);
}

/** The ids of this service's operations hold two uuids. */
export function newVaultOperationId({ random }: Platform): string {
  return Buffer.from(`${random.uuid()};${random.uuid()}`).toString('base64url');
}

/** One operation can be watched on its vault, on the resource group and on the subscription. */
export function routeVaultOperations(app: ArmApp, platform: Platform): void {
  for (const path of [`${GROUP}/backupvaults/:vaultName`, GROUP, LOCATION]) {
    app.get(`${path}/operationstatus/:operationId`, (c) => c.json(describe(requireOperation(c, platform))));
  }
  app.get(`${GROUP}/backupvaults/:vaultName/operationresults/:operationId`, (c) => {
    const operation = requireOperation(c, platform);
    if (operation.status !== 'InProgress') return c.json(platform.state.backupVaults.get(operation.resourceId));
    linkToVaultOperation(c, platform, operation, 'Azure-AsyncOperation');
    linkToVaultOperation(c, platform, operation, 'Location');
    return c.body(null, 202);
  });
  app.get(`${LOCATION}/operationresults/:operationId`, (c) => {
    const operation = requireOperation(c, platform);
    linkToVaultOperation(c, platform, operation, 'Azure-AsyncOperation');
    if (operation.status === 'InProgress') {
      linkToLocationResult(c, platform, operation);
      return c.body(null, 202);
    }
    const { error, properties = {} } = operation;
    if (error !== undefined) throw serviceError(400, error.code, error.message);
    return c.json(properties);
  });
}

function requireOperation(c: ArmContext, { operations }: Platform): Operation {
  const operationId = c.req.param('operationId') ?? '';
  const operation = operations.get(operationId);
  if (operation === undefined)
    throw serviceError(404, 'OperationNotFound', `The operation '${operationId}' was not found.`);
  return operation;
}

function describe({ id, resourceId, status, startTime, endTime, error, properties }: Operation): object {
  return {
    id: `${resourceId}/operationStatus/${id}`,
    name: id,
    // The service spells its running state with a small p, and writes the first moment of the
    // calendar for "not yet".
    status: status === 'InProgress' ? 'Inprogress' : status,
    startTime,
    endTime: endTime ?? '0001-01-01T00:00:00Z',
    ...(error && { error }),
    ...(status === 'Succeeded' && properties && { properties }),
  };
}
