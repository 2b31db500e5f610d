import {
  createHttpHeaders,
  type HttpClient,
  type PipelineRequest,
  type PipelineResponse,
} from '@azure/core-rest-pipeline';
import { answerOf } from '../../local/azure/arm/faults/connection-faults.ts';
import type { ArmApp, ConnectionEnv } from '../../local/azure/arm/server/arm-env.ts';

type Lost = NonNullable<ConnectionEnv['lost']>;

/**
 * Sends the requests of the SDK's clients straight to a local Resource Manager: no network and no
 * TLS, which cost more than the answer.
 */
export function clientOf(app: ArmApp): HttpClient {
  return {
    async sendRequest(request) {
      const got = await exchange(app, requestOf(request));
      if (typeof got === 'string') throw lostError(got);
      return responseTo(request, got);
    },
  };
}

export interface Answered {
  readonly answer: Response;
  readonly text: string;
}

/** The answer with its whole body, or how it was lost. */
export async function exchange(app: ArmApp, request: Request): Promise<Answered | Lost> {
  const answer = await answerOf(app, request);
  return typeof answer === 'string' ? answer : { answer, text: await answer.text() };
}

export function requestOf({ url, method, headers, body }: PipelineRequest): Request {
  const sent = new Headers(headers.toJSON());
  // The SDK draws it by chance.
  sent.delete('x-ms-client-request-id');
  if (body !== undefined && body !== null && typeof body !== 'string') throw new Error(`A body of ${typeof body}`);
  return new Request(url, { method, headers: sent, ...(typeof body === 'string' && { body }) });
}

export function responseTo(request: PipelineRequest, { answer, text }: Answered): PipelineResponse {
  return {
    request,
    status: answer.status,
    headers: createHttpHeaders(Object.fromEntries(answer.headers)),
    bodyAsText: text,
  };
}

export function lostError(how: Lost): Error {
  const error = new Error(how === 'noAnswer' ? 'The operation was aborted.' : 'read ECONNRESET');
  // As the SDK's own client names it when it gives a request up.
  if (how === 'noAnswer') error.name = 'AbortError';
  return error;
}
