import type { PipelineResponse } from '@azure/core-rest-pipeline';
import type { Clock } from '../lib/clock.ts';
import type { ArmReader, ArmResult, OperationState } from '../ports/arm.ts';
import type { Cloud } from './clouds.ts';
import type { Connection } from './connection.ts';
import { parseJson } from './error-body.ts';
import { failureOfOperation } from './failures.ts';
import { retryAfterSeconds } from './retry-after.ts';
import { isRecord, text } from './shapes.ts';

export function operationCalls(connection: Connection): Pick<ArmReader, 'getOperation'> {
  return {
    getOperation: (operationUrl) => getAt(operationUrl, connection, (raw) => readOperation(raw, connection.clock)),
  };
}

/** Reads what stands at an address that came with an answer. */
export async function getAt<T>(
  url: string,
  { ask, rest, cloud, clock }: Connection,
  read: (answer: PipelineResponse) => T,
): Promise<ArmResult<T>> {
  const address = operationAddress(url, cloud);
  if (address === undefined) {
    const failure = {
      class: 'permanent',
      code: 'ForeignAddress',
      message: 'The address of the operation is not one of the Resource Manager.',
    } as const;
    return { ok: false, failure, trace: { call: 'not sent', at: clock.now().toISOString() } };
  }
  const client = await rest();
  return ask(
    async () => client.pathUnchecked(address).get(),
    (_, raw) => read(raw),
  );
}

/**
 * The address of an operation in full, or `undefined` when it is not the Resource Manager's: the
 * bearer token goes with every request, so no answer may choose where to.
 */
export function operationAddress(address: string, cloud: Cloud): string | undefined {
  const url = URL.parse(address, cloud.resourceManager);
  const own = url?.origin === cloud.resourceManager && url.username === '' && url.password === '';
  return own ? url.href : undefined;
}

/**
 * Both styles of long operations: a status in the body (`Azure-AsyncOperation`), or 202 until it is
 * over (`Location`).
 * https://github.com/Azure/azure-resource-manager-rpc/blob/master/v1.0/async-api-reference.md
 */
export function readOperation(answer: PipelineResponse, clock: Clock): OperationState {
  const body = parseJson(answer.bodyAsText ?? '');
  const told = (isRecord(body) ? text(body.status) : undefined) ?? provisioningStateIn(body);
  // Every provider has words of its own for "not yet": `Inprogress`, `InProgress`, `Creating`,
  // `Updating` …
  switch (told?.toLowerCase() ?? (answer.status === 202 ? 'running' : 'succeeded')) {
    case 'succeeded':
      return { state: 'succeeded' };
    case 'failed':
    case 'canceled':
    case 'cancelled':
      return { state: 'failed', failure: failureOfOperation(told ?? '', body) };
    default:
      return { state: 'running', retryAfterSeconds: retryAfterSeconds(answer.headers, clock) };
  }
}

/** In lower case. */
export function provisioningStateIn(body: unknown): string | undefined {
  const properties = isRecord(body) ? body.properties : undefined;
  return isRecord(properties) ? text(properties.provisioningState)?.toLowerCase() : undefined;
}
