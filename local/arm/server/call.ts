import type { Context } from 'hono';
import type { TokenClaims } from '../../identity/token.ts';
import { armError } from './errors.ts';
import { isObject, type JsonObject } from './json.ts';

/** One request to the Resource Manager, with what the gateway has found out about it. */
export interface Call {
  readonly method: string;
  /** Path as the client wrote it. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Headers;
  readonly body: JsonObject;
  readonly caller: TokenClaims;
  /** A part of the path by its name in the route, spelled as the client wrote it. */
  param(name: string): string;
}

export interface Answer {
  readonly status: 200 | 201 | 202 | 204;
  readonly body?: JsonObject;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Handler = (call: Call) => Answer;

/** Reads the body of a request. */
export async function bodyOf(context: Context): Promise<JsonObject> {
  const text = await context.req.text();
  if (text === '') return {};
  if (text.length > 4 * 1024 * 1024)
    throw armError(413, 'RequestContentTooLarge', 'The request content size exceeds the maximum size of 4 MB.');
  try {
    const body: unknown = JSON.parse(text);
    if (isObject(body)) return body;
  } catch {
    // Answered below, as a body that is JSON but no object.
  }
  throw armError(400, 'InvalidRequestContent', 'The request content was invalid and could not be deserialized.');
}
