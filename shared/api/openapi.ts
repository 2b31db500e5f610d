import * as z from 'zod';
import { VERSION } from '../lib/version.ts';
import type { RouteName } from './addresses.ts';
import { MEDIA_TYPES } from './formats.ts';
import { PROBLEMS, type ProblemName } from './problem.ts';
import { isForBrowsers, type Route, type RouteAnswer } from './route.ts';
import { ROUTE_NAMES, ROUTES } from './routes/index.ts';
import { problem } from './schemas/answers.ts';

type Json = Readonly<Record<string, unknown>>;

let made: Json | undefined;

/**
 * The description of the API, derived from the routes, when first asked for.
 * https://spec.openapis.org/oas/v3.1.1.html
 */
export function openapiDocument(): Json {
  made ??= describe();
  return made;
}

function describe(): Json {
  const named: Record<string, unknown> = {};
  const paths = Object.fromEntries(ROUTE_NAMES.map((name) => [`/${ROUTES[name].path}`, pathItem(name)]));
  const hoisted = hoist({ paths, problem: schemaOf(problem, 'output') }, named);
  return {
    openapi: '3.1.1',
    info: {
      title: 'Backstay',
      version: VERSION,
      summary: 'Makes every AKS cluster ready for Azure Backup, and keeps it ready.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/api' }],
    paths: Object(hoisted).paths,
    components: {
      schemas: named,
      headers: {
        'X-Correlation-Id': { description: 'Names this call in the log.', schema: { type: 'string', format: 'uuid' } },
      },
      securitySchemes: {
        entra: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description:
            'Where the sign-in of App Service is on: a token of Entra for this app, with the app role that the call names.',
        },
        functionKey: {
          type: 'apiKey',
          in: 'header',
          name: 'x-functions-key',
          description: 'Where it is off: a function key. It reads and scans, and changes nothing.',
        },
      },
    },
  };
}

function pathItem(name: RouteName): Json {
  const route: Route = ROUTES[name];
  const operation = {
    operationId: name,
    summary: route.summary,
    ...(route.right !== undefined && { description: `Needs the app role \`${route.right}\`.` }),
    security: securityOf(route),
    parameters: [...parametersOf(route.params, 'path'), ...parametersOf(route.query, 'query'), CORRELATION],
    ...(route.body !== undefined && {
      requestBody: {
        required: true,
        content: {
          [route.bodyAs === 'form' ? 'application/x-www-form-urlencoded' : 'application/json']: {
            schema: schemaOf(route.body, 'input'),
            ...examplesOf(route.examples),
          },
        },
      },
    }),
    responses: merged([...route.answers.map(responseOf), ...problemResponses(problemsOf(route), isForBrowsers(route))]),
  };
  return { [route.method.toLowerCase()]: operation };
}

/** Every kind of refusal of a route: those that follow from its parts, and its own. */
export function problemsOf(route: Route): readonly ProblemName[] {
  // A known caller is counted, also where everybody may call.
  const names: ProblemName[] = ['internal', 'too-many-requests', ...(route.problems ?? [])];
  if (route.right !== undefined) names.push('not-signed-in', 'not-allowed', 'wrong-token', 'not-set-up');
  if (route.params !== undefined || route.query !== undefined) names.push('invalid-request');
  if (route.method === 'POST') names.push('invalid-request', 'cross-site', 'too-large', 'wrong-content-type');
  return [...new Set(names)];
}

const CORRELATION = {
  name: 'x-correlation-id',
  in: 'header',
  required: false,
  description: 'An id of your own for this call: it comes back, and names the call in the log.',
  schema: { type: 'string', format: 'uuid' },
};

/** A key is enough for what a key may do; the platform's sign-in serves for all. */
function securityOf({ right }: Route): readonly Json[] {
  if (right === undefined) return [];
  const byKey = right === 'Backstay.Read' || right === 'Backstay.Scan';
  return [{ entra: [right] }, ...(byKey ? [{ functionKey: [] }] : [])];
}

function parametersOf(schema: z.ZodObject | undefined, place: 'path' | 'query'): readonly Json[] {
  if (schema === undefined) return [];
  return Object.entries(schema.shape).map(([name, field]) => {
    const { description, ...rest } = schemaOf(field, 'input');
    return {
      name,
      in: place,
      required: place === 'path' || !field.safeParse(undefined).success,
      ...(description !== undefined && { description }),
      schema: rest,
    };
  });
}

function responseOf({ status, description, as, schema, headers = {} }: RouteAnswer): readonly [string, Response] {
  const json = schema === undefined ? { type: 'object' } : schemaOf(schema, 'output');
  const text = { schema: { type: 'string' } };
  const line = { schema: { type: 'object' } };
  const formatOf = (format: string) => (format === 'json' ? { schema: json } : format === 'ndjson' ? line : text);
  const content = {
    json: { 'application/json': { schema: json } },
    openapi: { 'application/json': { schema: json } },
    results: Object.fromEntries(Object.entries(MEDIA_TYPES).map(([format, type]) => [bare(type), formatOf(format)])),
    // The schema is that of one line.
    lines: { [bare(MEDIA_TYPES.ndjson)]: { schema: json } },
    page: { 'text/html': text },
    csv: { 'text/csv': text },
    nothing: {},
    text: { 'text/markdown': text },
  }[as];
  const described = Object.entries(headers).map(([name, about]) => [
    name,
    { description: about, schema: { type: 'string' } },
  ]);
  return [String(status), { description, headers: { ...CORRELATED, ...Object.fromEntries(described) }, content }];
}

const CORRELATED = { 'x-correlation-id': { $ref: '#/components/headers/X-Correlation-Id' } };

/** One status stands for all kinds of refusal that have it. */
function problemResponses(names: readonly ProblemName[], hasPage: boolean): readonly (readonly [string, Response])[] {
  const statuses = [...new Set(names.map((name) => PROBLEMS[name].status))];
  return statuses.map((status) => {
    const kinds = names.filter((name) => PROBLEMS[name].status === status);
    const description = kinds.map((name) => `${name}: ${PROBLEMS[name].title}.`).join(' ');
    const content = {
      'application/problem+json': { schema: { $ref: `${SCHEMAS}Problem` } },
      ...(hasPage && { 'text/html': { schema: { type: 'string' } } }),
    };
    return [String(status), { description, headers: CORRELATED, content }];
  });
}

/** A status may be that of an answer and of refusals. */
function merged(responses: readonly (readonly [string, Response])[]): Readonly<Record<string, Response>> {
  const all: Record<string, Response> = {};
  for (const [status, { description, headers, content }] of responses) {
    const before = all[status];
    all[status] = {
      description: before === undefined ? description : `${before.description} ${description}`,
      headers: { ...before?.headers, ...headers },
      content: { ...before?.content, ...content },
    };
  }
  return all;
}

interface Response {
  readonly description: string;
  readonly headers: Json;
  readonly content: Json;
}

/** JSON Schema 2020-12, which OpenAPI 3.1 has for its own. */
function schemaOf(schema: z.core.$ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      // Our types are all read-only, which in JSON Schema means something else.
      delete jsonSchema.readOnly;
      // The format says as much, and can be read.
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
    },
  });
  return rest;
}

/**
 * Takes the named schemas out of every place that holds them, into one, and has all references lead
 * there.
 */
function hoist(value: unknown, named: Record<string, unknown>): unknown {
  if (Array.isArray(value)) return value.map((each) => hoist(each, named));
  if (typeof value !== 'object' || value === null) return value;
  const { $defs = {}, ...rest } = value as { readonly $defs?: Readonly<Record<string, unknown>> };
  for (const [name, schema] of Object.entries($defs)) named[name] ??= hoist(schema, named);
  return Object.fromEntries(
    Object.entries(rest).map(([key, one]) => [
      key,
      key === '$ref' && typeof one === 'string' ? one.replace('#/$defs/', SCHEMAS) : hoist(one, named),
    ]),
  );
}

const SCHEMAS = '#/components/schemas/';

function examplesOf(examples: Readonly<Record<string, object>> | undefined): Json {
  if (examples === undefined) return {};
  return { examples: Object.fromEntries(Object.entries(examples).map(([name, value]) => [name, { value }])) };
}

/** A media type without its parameters. */
function bare(type: string): string {
  return type.split(';')[0] ?? type;
}
