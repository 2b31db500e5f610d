import type { ApiRequest } from './http.ts';
import { Refusal } from './problem.ts';

/** The most that a body may have. */
export const MOST_BYTES = 64 * 1024;

/**
 * The JSON in a body. A page of another site can send forms and plain text without asking the browser, but no JSON: hence nothing
 * else is read. https://developer.mozilla.org/docs/Web/HTTP/Guides/CORS#simple_requests
 * @throws Refusal
 */
export async function readBody(request: ApiRequest): Promise<unknown> {
  if (Number(request.headers.get('content-length') ?? 0) > MOST_BYTES) throw tooLarge();
  const type = request.headers.get('content-type');
  if (!isJson(type)) {
    throw new Refusal(
      'wrong-content-type',
      `The body must be application/json, and is ${type ?? 'of no stated type'}.`,
    );
  }
  const bytes = await request.arrayBuffer();
  if (bytes.byteLength > MOST_BYTES) throw tooLarge();
  if (bytes.byteLength === 0) {
    throw invalid('The body is empty. Azure Functions hands on no body without a Content-Length.');
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw invalid('The body is not JSON in UTF-8.');
  }
}

function isJson(type: string | null): boolean {
  return /^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(type ?? '');
}

function tooLarge(): Refusal {
  return new Refusal('too-large', `The body has more than ${MOST_BYTES} bytes.`);
}

function invalid(detail: string): Refusal {
  return new Refusal('invalid-request', detail, { places: [{ in: 'body', pointer: '', detail }] });
}
