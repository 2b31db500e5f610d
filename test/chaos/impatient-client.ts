import { createDefaultHttpClient, type HttpClient } from '@azure/core-rest-pipeline';

/**
 * Sends requests without limits of real time, which a busy machine would exceed: an answer may take as long as it takes, and a request
 * that is never answered ends at once, as it does after the limit of the product.
 */
export function createImpatientClient(onGivenUp: (milliseconds: number) => void) {
  const client = createDefaultHttpClient();
  const waiting = new Map<string, { readonly ending: AbortController; readonly limitMs: number }>();
  const httpClient: HttpClient = {
    async sendRequest(request) {
      const ending = new AbortController();
      waiting.set(request.requestId, { ending, limitMs: request.timeout });
      request.timeout = 0;
      request.abortSignal = ending.signal;
      try {
        return await client.sendRequest(request);
      } finally {
        waiting.delete(request.requestId);
      }
    },
  };
  return {
    httpClient,
    /** This request gets no answer. */
    giveUp(requestId: string): void {
      const given = waiting.get(requestId);
      if (given === undefined) return;
      onGivenUp(given.limitMs);
      given.ending.abort();
    },
  };
}
