import type { PipelineResponse } from '@azure/core-rest-pipeline';
import type { ArmResult, Written } from '../ports/arm.ts';
import type { Connection } from './connection.ts';
import { parseJson } from './error-body.ts';
import { operationAddress, provisioningStateIn } from './operations.ts';
import { retryAfterSeconds } from './retry-after.ts';

export type LongWrite = {
  /** A canonical ARM id. */
  readonly path: string;
  readonly apiVersion: string;
} & (
  | {
      readonly method: 'put' | 'patch' | 'post';
      readonly body: object;
      /** Of what the write replaces: with another one there by now Azure refuses it. */
      readonly ifMatch?: string | undefined;
    }
  | { readonly method: 'delete' }
);

/**
 * Sends the one request of a write that ARM may take on as a long operation, and does not wait for
 * its end. The SDK's own methods for these poll: the older generation once before it returns, the
 * newer one as soon as it is awaited.
 */
export async function beginWrite(connection: Connection, write: LongWrite): Promise<ArmResult<Written>> {
  const rest = await connection.rest();
  const queryParameters = { 'api-version': write.apiVersion };
  const request = write.method === 'delete' ? { queryParameters } : { queryParameters, ...bodyAndTag(write) };
  return connection.ask(
    async () => rest.pathUnchecked(write.path)[write.method](request),
    (_, raw) => readWritten(raw, connection),
  );
}

function bodyAndTag({ body, ifMatch }: Extract<LongWrite, { readonly body: object }>) {
  return ifMatch === undefined ? { body } : { body, headers: { 'If-Match': ifMatch } };
}

/** `done` only when nothing hints at more to come. */
export function readWritten(answer: PipelineResponse, { cloud, clock }: Pick<Connection, 'cloud' | 'clock'>): Written {
  const address = answer.headers.get('azure-asyncoperation') ?? answer.headers.get('location');
  const state = provisioningStateIn(parseJson(answer.bodyAsText ?? ''));
  if (address === undefined && answer.status !== 202 && (state === undefined || state === 'succeeded')) {
    return { done: true };
  }
  return {
    done: false,
    operationUrl: address === undefined ? undefined : operationAddress(address, cloud),
    retryAfterSeconds: retryAfterSeconds(answer.headers, clock),
  };
}
