import { createMiddleware } from 'hono/factory';
import { fieldsUnknownAt, withoutFields } from '../providers/fields-by-version.ts';
import type { ArmContext, ArmEnv } from './arm-env.ts';
import { isListPath, pathOf } from './requested-operation.ts';

/** What the client of an older version gets: the resource without the fields that came later. */
export const answerInVersion = createMiddleware<ArmEnv>(async (c, next) => {
  await next();
  const unknown = fieldsUnknown(c);
  if (unknown.length === 0 || !c.res.ok || !c.res.headers.get('content-type')?.includes('json')) return;
  const body: unknown = await c.res.json();
  const isList = c.req.method === 'GET' && isListPath(pathOf(c));
  c.res = c.json(withoutFields(body, isList ? unknown.map((path) => `value.${path}`) : unknown), c.res);
});

/** A body of the client without the fields that its version does not know: nobody can set what he cannot name. */
export function inVersion(c: ArmContext, body: unknown): unknown {
  return withoutFields(body, fieldsUnknown(c));
}

function fieldsUnknown(c: ArmContext): readonly string[] {
  const { namespace, type } = c.var.target;
  return namespace === undefined ? [] : fieldsUnknownAt(`${namespace}/${type}`, apiVersionOf(c));
}

/** Found in any casing: the links to running extension operations say `api-Version`. */
export function apiVersionOf(c: ArmContext): string {
  const found = Object.entries(c.req.query()).find(([name]) => name.toLowerCase() === 'api-version');
  return found?.[1] ?? '';
}
