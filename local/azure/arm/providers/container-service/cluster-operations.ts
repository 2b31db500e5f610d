import type { Operation } from '../../operations/operations.ts';
import type { Platform } from '../../platform.ts';
import type { ArmApp, ArmContext } from '../../server/arm-env.ts';
import { aksError } from './aks-error.ts';

const API_VERSION = '2016-03-30';

/**
 * The address of an operation, for the client. The further query parameters sign the link in Azure.
 */
export function linkToOperation(
  c: ArmContext,
  platform: Platform,
  location: string,
  operation: Operation,
  header: 'Azure-AsyncOperation' | 'Location',
): void {
  const subscription = `${platform.publicUrl()}/subscriptions/${c.req.param('subscriptionId')}`;
  const kind = header === 'Location' ? 'operationresults' : 'operations';
  const signature = `t=${operation.startTime.getTime()}&c=local`;
  c.header(
    header,
    `${subscription}/providers/Microsoft.ContainerService/locations/${location}/${kind}/${operation.id}?api-version=${API_VERSION}&${signature}`,
  );
}

export function routeClusterOperations(app: ArmApp, { operations }: Platform): void {
  const location = '/subscriptions/:subscriptionId/providers/microsoft.containerservice/locations/:location';

  app.get(`${location}/operations/:operationId`, (c) => {
    const { id, status, startTime, endTime, error } = requireOperation(operations.get(c.req.param('operationId')));
    return c.json({ name: id, status, startTime, ...(endTime && { endTime }), ...(error && { error }) });
  });

  app.get(`${location}/operationresults/:operationId`, (c) => {
    const { status } = requireOperation(operations.get(c.req.param('operationId')));
    return c.body(null, status === 'InProgress' ? 202 : 204);
  });
}

function requireOperation(operation: Operation | undefined): Operation {
  if (operation === undefined) throw aksError(404, 'NotFound', 'The operation was not found.');
  return operation;
}
