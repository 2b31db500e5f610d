import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import openapi from '../../docs/openapi.json' with { type: 'json' };
import packageJson from '../../package.json' with { type: 'json' };
import { atLeastOne } from '../support/at-least-one.ts';

interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: string;
  readonly body: string | undefined;
}

/** The requests of test.http. */
const requests: readonly HttpRequest[] = atLeastOne(
  readFileSync('test.http', 'utf8')
    .split(/^###.*$/m)
    .flatMap((part) => {
      const [, method = '', url = '', rest = ''] = /^(GET|POST) \{\{host\}\}\/api(\S+)\n?([\s\S]*)/m.exec(part) ?? [];
      const [headers = '', body] = rest.split(/\n\n/);
      return method === '' ? [] : [{ method, path: url, headers, body: body?.startsWith('{') ? body : undefined }];
    }),
);

/** The route of the contract that a path is of. */
function routeOf(path: string): string | undefined {
  const { pathname } = new URL(path, 'http://localhost');
  return Object.keys(openapi.paths).find((route) =>
    new RegExp(`^${route.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`).test(decodeURIComponent(pathname)),
  );
}

test.each(requests)('test.http: $method $path is a request of the contract', ({ method, path, headers, body }) => {
  const route = routeOf(path);
  const operations: object = openapi.paths[route as keyof typeof openapi.paths];
  expect(Object.keys(operations)).toContain(method.toLowerCase());
  if (body === undefined) return;
  expect(headers).toContain('content-type: application/json');
  expect(() => JSON.parse(body)).not.toThrow();
});

test('test.http has a request for every route but the forms of the page', () => {
  const asked = new Set(requests.map(({ path }) => routeOf(path)));
  const absent = Object.keys(openapi.paths).filter((route) => !asked.has(route));
  expect(absent.sort()).toEqual([
    '/report/acceptances',
    '/report/acceptances/{id}/end',
    '/report/approvals/{id}',
    '/report/check',
    '/report/resume',
    '/report/undo',
  ]);
});

test('azd finds the template and its version', () => {
  const { metadata } = parse(readFileSync('azure.yaml', 'utf8')) as {
    readonly metadata: { readonly template: string };
  };
  expect(metadata.template).toBe(`${packageJson.name}@${packageJson.version}`);
});

test('the Dockerfile copies and runs what exists, as a user without rights', () => {
  const lines = readFileSync('Dockerfile', 'utf8').split('\n');
  const copied = lines.flatMap((line) => /^COPY (?!--from)(.+) \S+$/.exec(line)?.[1]?.split(' ') ?? []);
  for (const path of atLeastOne(copied)) expect(existsSync(path), path).toBe(true);
  const scripts = lines.flatMap((line) => [...line.matchAll(/\bnode (scripts\/\S+)/g)].map(([, path = '']) => path));
  for (const path of atLeastOne(scripts)) expect(existsSync(path), path).toBe(true);
  const last = lines.slice(lines.findLastIndex((line) => line.startsWith('FROM ')));
  expect(last).toContain('USER node');
  const major = packageJson.devDependencies.node.match(/\d+/)?.[0];
  for (const line of lines.filter((each) => each.startsWith('FROM '))) expect(line).toContain(`node:${major}-`);
});
