import { describe, expect, test } from 'vitest';
import { openapiDocument, problemsOf } from '../../../shared/api/openapi.ts';
import { PROBLEMS } from '../../../shared/api/problem.ts';
import { registrationFor } from '../../../shared/api/registration.ts';
import type { Route } from '../../../shared/api/route.ts';
import { ROUTE_NAMES, ROUTES } from '../../../shared/api/routes/index.ts';
import { ajvFor, type OpenApi, rooted } from '../../support/api/conforms.ts';
import { atLeastOne } from '../../support/at-least-one.ts';
import { must } from '../../support/facts.ts';

const examplesOf = (name: (typeof ROUTE_NAMES)[number]) => (ROUTES[name] as Route).examples ?? {};
const document = openapiDocument() as unknown as OpenApi;

test.each(ROUTE_NAMES)('%s is described as it is served', (name) => {
  const route: Route = ROUTES[name];
  const operation = document.paths[`/${route.path}`]?.[route.method.toLowerCase()];
  expect(operation).toMatchObject({ operationId: name, summary: route.summary });
  expect(operation?.security).toEqual(
    route.right === undefined ? [] : expect.arrayContaining([{ entra: [route.right] }]),
  );
  for (const problem of problemsOf(route)) {
    expect(operation?.responses[String(PROBLEMS[problem].status)]).toBeDefined();
  }
});

test.each(ROUTE_NAMES)(
  '%s: who signs in at the platform needs no key; elsewhere a key opens what needs a right',
  (name) => {
    const { right }: Route = ROUTES[name];
    expect(registrationFor(name, true).authLevel).toBe('anonymous');
    expect(registrationFor(name, false).authLevel).toBe(right === undefined ? 'anonymous' : 'function');
  },
);

describe('examples', () => {
  const ajv = ajvFor(document);
  test.each(
    atLeastOne(
      ROUTE_NAMES.flatMap((name) =>
        Object.entries(examplesOf(name)).map(([title, value]) => [name, title, value] as const),
      ),
    ),
  )('%s: %s', (name, _, value) => {
    const route: Route = ROUTES[name];
    expect(route.body?.safeParse(value).error).toBeUndefined();
    const content = document.paths[`/${route.path}`]?.post?.requestBody?.content['application/json'];
    expect(ajv.validate(rooted(must(content).schema), value)).toBe(true);
  });

  test('every call with a body has some', () => {
    const withBody = ROUTE_NAMES.filter((name) => 'body' in ROUTES[name] && !('bodyAs' in ROUTES[name]));
    expect(withBody.filter((name) => Object.keys(examplesOf(name)).length === 0)).toEqual([]);
  });
});

test('every reference leads somewhere', () => {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path = '']) => path);
  expect(references.length).toBeGreaterThan(0);
  for (const path of new Set(references)) {
    const found = path.split('/').reduce((at: unknown, part) => Object(at)[part], document);
    expect(found, path).toBeTypeOf('object');
  }
});

test('a validator that is made from it does refuse', () => {
  const schema = rooted({ $ref: '#/components/schemas/TargetsPage' });
  const ajv = ajvFor(document);
  expect(
    [{ targets: [] }, { targets: [{}] }, {}, { targets: [], more: 1 }].map((page) => ajv.validate(schema, page)),
  ).toEqual([true, false, false, false]);
});

test('ids of operations differ', () => {
  const ids = Object.values(document.paths).flatMap((item) =>
    Object.values(item).map((one) => Object(one).operationId),
  );
  expect(new Set(ids).size).toBe(ROUTE_NAMES.length);
});
