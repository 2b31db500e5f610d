import { parseAccept } from 'hono/utils/accept';
import type { ApiRequest } from './http.ts';
import { Refusal } from './problem.ts';
import { FORMATS, type Format } from './schemas/requests.ts';

/** The media type of each format. */
export const MEDIA_TYPES = {
  json: 'application/json',
  ndjson: 'application/x-ndjson',
  markdown: 'text/markdown; charset=utf-8',
  csv: 'text/csv; charset=utf-8; header=present',
  junit: 'application/xml; charset=utf-8',
  sarif: 'application/sarif+json',
  script: 'text/x-shellscript; charset=utf-8',
  bicep: 'text/x-bicep; charset=utf-8',
  terraform: 'text/x-hcl; charset=utf-8',
} as const satisfies { readonly [F in Format]: string };

/** By which names a header Accept may ask for each. */
const ASKED_AS: { readonly [F in Format]: readonly string[] } = {
  json: ['application/json'],
  ndjson: ['application/x-ndjson', 'application/jsonl'],
  markdown: ['text/markdown'],
  csv: ['text/csv'],
  junit: ['application/xml', 'text/xml', 'application/junit+xml'],
  sarif: ['application/sarif+json'],
  script: ['text/x-shellscript', 'application/x-sh'],
  bicep: ['text/x-bicep'],
  terraform: ['text/x-hcl'],
};

/**
 * The format that the caller wants most; JSON when it does not care. @throws Refusal when there is
 * none that it takes.
 */
export function formatFor(request: Pick<ApiRequest, 'headers'>, asked: Format | undefined): Format {
  if (asked !== undefined) return asked;
  const accept = request.headers.get('accept');
  if (accept === null || accept.trim() === '') return 'json';
  const wanted = parseAccept(accept.slice(0, 1000))
    .filter(({ q }) => q > 0)
    .sort((one, other) => other.q - one.q);
  for (const { type } of wanted) {
    const found = FORMATS.find((format) => fits(type.toLowerCase(), ASKED_AS[format]));
    if (found !== undefined) return found;
  }
  const there = FORMATS.map((format) => `${format} (${ASKED_AS[format][0]})`).join(', ');
  throw new Refusal('not-acceptable', `There is ${there}.`, {
    places: [{ in: 'header', pointer: '/accept', detail: 'names none of them' }],
  });
}

function fits(asked: string, types: readonly string[]): boolean {
  if (asked === '*/*') return true;
  return types.some((type) => type === asked || (asked.endsWith('/*') && type.startsWith(asked.slice(0, -1))));
}
