import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

/** An answer as it came over the wire. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

interface Described {
  readonly content?: Readonly<Record<string, { readonly schema: object }>>;
  readonly headers?: Readonly<Record<string, object>>;
}

interface Operation {
  readonly responses: Readonly<Record<string, Described>>;
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly schema: object; examples?: Examples }>>;
  };
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
}

type Examples = Readonly<Record<string, { readonly value: unknown }>>;

export interface OpenApi {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

/** Holds answers against an OpenAPI document; each call answers with what does not fit. */
export function conformance(
  document: OpenApi,
): (method: string, path: string, answer: WireAnswer) => readonly string[] {
  const ajv = ajvFor(document);
  return (method, path, { status, headers, text }) => {
    const operation = operationFor(document, method === 'HEAD' ? 'get' : method.toLowerCase(), path);
    // What is no method of the address is described by nothing but the general form of problems.
    const described: Described | undefined =
      operation === undefined || status === 405 ? GENERAL : operation.responses[String(status)];
    if (described === undefined) return [`${method} ${path}: status ${status} is not described`];
    for (const name of Object.keys(described.headers ?? {})) {
      if (headers.get(name) === null) return [`${method} ${path}: ${status} lacks the header ${name}`];
    }
    if (method === 'HEAD') return text === '' ? [] : ['HEAD was answered with a body'];
    if (Object.keys(described.content ?? {}).length === 0)
      return text === '' ? [] : [`${status} was answered with a body`];
    const type = headers.get('content-type')?.split(';')[0] ?? '';
    const schema = described.content?.[type]?.schema;
    if (schema === undefined) return [`${method} ${path}: ${status} as ${type} is not described`];
    if (!type.endsWith('json') || type.includes('sarif')) return [];
    const validate = ajv.compile(rooted(schema));
    // The schema of NDJSON is that of each line.
    const parts = type.endsWith('x-ndjson') ? text.split('\n').filter((line) => line !== '') : [text];
    return parts.flatMap((part) =>
      validate(JSON.parse(part)) ? [] : [`${method} ${path} ${status}: ${ajv.errorsText(validate.errors)} in ${part}`],
    );
  };
}

/** A validator for schemas of the document, once they are `rooted` in it. */
export function ajvFor(document: OpenApi): Ajv2020 {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  return ajv.addSchema({ $id: 'doc', ...document });
}

const GENERAL: Described = {
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};

/** The operation behind a path with values in it. */
function operationFor({ paths }: OpenApi, method: string, path: string): Operation | undefined {
  const [own = ''] = path.split('?');
  const templates = Object.keys(paths).sort((one, other) => one.split('{').length - other.split('{').length);
  const template = templates.find((each) =>
    new RegExp(`^${each.replace(/\{\w+\}/g, '[^/]+').replaceAll('.', '\\.')}$`).test(own),
  );
  return template === undefined ? undefined : paths[template]?.[method];
}

/** References of the document, said from outside of it. */
export function rooted(schema: object): object {
  return JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/', '"$ref":"doc#/'));
}
