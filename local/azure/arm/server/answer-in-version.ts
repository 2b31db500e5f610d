import { createMiddleware } from 'hono/factory';
import { fieldsUnknownAt, withoutFields } from '../providers/fields-by-version.ts';
import type { ArmContext, ArmEnv } from './arm-env.ts';
import { isListPath, pathOf } from './requested-operation.ts';

/** Removes the fields from an answer that the api-version of the request does not have. */
export const answerInVersion = createMiddleware<ArmEnv>(async (c, next) => {
  await next();
  const unknown = fieldsUnknown(c);
  if (unknown.length === 0 || !c.res.ok || !c.res.headers.get('content-type')?.includes('json')) return;
  const body: unknown = await c.res.json();
  const isList = c.req.method === 'GET' && isListPath(pathOf(c));
  c.res = c.json(withoutFields(body, isList ? unknown.map((path) => `value.${path}`) : unknown), c.res);
});

/**
 * The body of a request without the fields that its api-version does not have: a client cannot set
 * them.
 */
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
