import { createHttpHeaders, createPipelineRequest, type PipelineResponse } from '@azure/core-rest-pipeline';

/** An answer as the SDK's pipeline hands it up. */
export function answer(
  status: number,
  body: unknown = undefined,
  headers: Record<string, string> = {},
): PipelineResponse {
  return {
    status,
    headers: createHttpHeaders(headers),
    request: createPipelineRequest({ url: 'https://management.azure.com/' }),
    bodyAsText: typeof body === 'string' ? body : (JSON.stringify(body) ?? ''),
  };
}
