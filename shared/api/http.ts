/**
 * A request as the routes get it; `HttpRequest` of `@azure/functions` has all of this. Names of
 * headers fit in any case.
 */
export interface ApiRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: { get(name: string): string | null };
  readonly query: Iterable<readonly [string, string]>;
  /** The values of the route's parameters, decoded. */
  readonly params: Readonly<Record<string, string>>;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** An answer as the routes return it; fits `HttpResponseInit` of `@azure/functions`. */
export interface ApiResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/**
 * Headers of every answer: it is of this moment, for this caller, and nothing in it may be run or
 * framed.
 */
const ALWAYS: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/**
 * An answer with the headers that all have. Those given win, and hold nothing that could end a
 * line.
 */
export function respond(status: number, headers: Readonly<Record<string, string>>, body?: string): ApiResponse {
  const safe = Object.entries(headers).map(([name, value]) => [name, headerSafe(value)]);
  return { status, headers: { ...ALWAYS, ...Object.fromEntries(safe) }, ...(body !== undefined && { body }) };
}

/**
 * Printable ASCII as it is, all else percent-encoded: stored names may hold line ends and any
 * script.
 */
export function headerSafe(value: string): string {
  return value.toWellFormed().replace(/[^\x20-\x7e]/gu, (letter) => encodeURIComponent(letter));
}
