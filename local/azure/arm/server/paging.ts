import type { Platform } from '../platform.ts';
import type { ArmContext } from './arm-env.ts';
import { gatewayError } from './errors.ts';

/** One page of a list; the link to the next one repeats the request with a `$skiptoken`. */
export interface Page<T> {
  readonly value: readonly T[];
  readonly nextLink?: string;
}

export function pageOf<T>(c: ArmContext, platform: Platform, items: readonly T[]): Page<T> {
  const start = readSkipToken(c.req.query('$skiptoken'));
  const end = start + platform.pageSize;
  const value = items.slice(start, end);
  if (end >= items.length) return { value };

  const { pathname, search } = new URL(c.req.url);
  const next = new URL(`${pathname}${search}`, platform.publicUrl());
  next.searchParams.set('$skiptoken', String(end));
  return { value, nextLink: next.href };
}

function readSkipToken(token: string | undefined): number {
  if (token === undefined) return 0;
  if (!/^\d{1,9}$/.test(token)) throw gatewayError(400, 'InvalidSkipToken', `The skip token '${token}' is invalid.`);
  return Number(token);
}
