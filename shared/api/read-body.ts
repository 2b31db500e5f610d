import type { ApiRequest } from './http.ts';
import { Refusal } from './problem.ts';

/** The most that a body may have. */
export const MAX_BYTES = 64 * 1024;

/**
 * The JSON in a body. A page of another site can send forms and plain text without asking the
 * browser, but no JSON: hence calls read nothing else.
 * https://developer.mozilla.org/docs/Web/HTTP/Guides/CORS#simple_requests
 * @throws Refusal
 */
export async function readBody(request: ApiRequest): Promise<unknown> {
  const text = await readText(request, JSON_TYPE, 'application/json');
  try {
    return JSON.parse(text);
  } catch {
    throw invalid('The body is not JSON in UTF-8.');
  }
}

/**
 * The fields of a form, of which a page of another site could have sent every one: see
 * form-token.ts. @throws Refusal
 */
export async function readForm(request: ApiRequest): Promise<unknown> {
  const text = await readText(request, FORM_TYPE, 'application/x-www-form-urlencoded');
  return Object.fromEntries(new URLSearchParams(text));
}

const JSON_TYPE = /^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i;
const FORM_TYPE = /^application\/x-www-form-urlencoded\s*(;\s*charset="?utf-8"?\s*)?$/i;

async function readText(request: ApiRequest, wanted: RegExp, name: string): Promise<string> {
  if (Number(request.headers.get('content-length') ?? 0) > MAX_BYTES) throw tooLarge();
  const type = request.headers.get('content-type');
  if (!wanted.test(type ?? '')) {
    throw new Refusal(
      'wrong-content-type',
      `The body must be ${name}, and is ${type?.slice(0, 200) ?? 'of no stated type'}.`,
    );
  }
  const encoding = request.headers.get('content-encoding') ?? 'identity';
  if (encoding.toLowerCase() !== 'identity') {
    throw new Refusal('wrong-content-type', `The body must not be compressed, and is ${encoding.slice(0, 40)}.`);
  }
  const bytes = await request.arrayBuffer();
  if (bytes.byteLength > MAX_BYTES) throw tooLarge();
  if (bytes.byteLength === 0) {
    throw invalid('The body is empty. Azure Functions hands on no body without a Content-Length.');
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw invalid('The body is not UTF-8.');
  }
}

function tooLarge(): Refusal {
  return new Refusal('too-large', `The body has more than ${MAX_BYTES} bytes.`);
}

function invalid(detail: string): Refusal {
  return new Refusal('invalid-request', detail, { places: [{ in: 'body', pointer: '', detail }] });
}
