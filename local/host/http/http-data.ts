import type { HonoRequest } from 'hono';
import { serialize } from 'hono/utils/cookie';
import type { HttpCookie, HttpData, NullableStrings } from '../app/functions-core.ts';

/**
 * A request as the host hands it to a function, with these headers: their names in lower case, the
 * body as bytes.
 */
export async function toHttpData(
  request: HonoRequest,
  headers: Headers,
  params: Readonly<Record<string, string | undefined>>,
): Promise<HttpData> {
  const { raw } = request;
  // Azure hands on no body without a length, so none that is sent in chunks:
  // https://github.com/Azure/azure-functions-host, src/WebJobs.Script.Grpc/MessageExtensions/GrpcMessageConversionExtensions.cs
  const hasBody = Number(headers.get('content-length') ?? 0) > 0;
  return {
    method: raw.method,
    url: raw.url,
    nullableHeaders: nullable(Object.fromEntries(headers)),
    // Of a name that comes twice, the host hands on the values with a comma between.
    nullableQuery: nullable(
      Object.fromEntries(Object.entries(request.queries()).map(([name, values]) => [name, values.join(',')])),
    ),
    nullableParams: nullable(params),
    body: hasBody ? { bytes: new Uint8Array(await raw.arrayBuffer()) } : null,
  };
}

function nullable(strings: Readonly<Record<string, string | undefined>>): NullableStrings {
  return Object.fromEntries(Object.entries(strings).map(([name, value]) => [name, { value }]));
}

/** The answer of a function, as it is returned. */
export function toResponse({ statusCode, headers, cookies = [], body }: HttpData): Response {
  const bytes = body && 'bytes' in body && body.bytes.byteLength > 0 ? Buffer.from(body.bytes) : null;
  const response = new Response(bytes, { status: Number(statusCode), headers: headers ?? {} });
  for (const cookie of cookies) response.headers.append('set-cookie', toSetCookie(cookie));
  return response;
}

const SAME_SITE = { none: undefined, lax: 'Lax', strict: 'Strict', explicitNone: 'None' } as const;

function toSetCookie({
  name,
  value,
  domain,
  path,
  expires,
  secure,
  httpOnly,
  maxAge,
  sameSite = 'none',
}: HttpCookie): string {
  const site = SAME_SITE[sameSite];
  return serialize(name, value, {
    ...(domain && { domain: domain.value }),
    ...(path && { path: path.value }),
    ...(expires && { expires: new Date(expires.value.seconds * 1000) }),
    ...(maxAge && { maxAge: maxAge.value }),
    ...(secure && { secure: secure.value }),
    ...(httpOnly && { httpOnly: httpOnly.value }),
    ...(site && { sameSite: site }),
  });
}
