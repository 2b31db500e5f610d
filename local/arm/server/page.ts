import type { Azure } from '../azure.ts';
import type { Answer, Call } from './call.ts';
import type { JsonObject } from './json.ts';

const TOKEN = '$skiptoken';

/** One page of a list, with the link to the next one where there is more. */
export function pageOf(azure: Azure, call: Call, items: readonly JsonObject[]): Answer {
  const from = Number(call.query.get(TOKEN) ?? 0);
  const to = from + azure.pageSize;
  const value = items.slice(from, to);
  if (to >= items.length) return { status: 200, body: { value } };
  const next = new URL(call.path, azure.origin);
  next.search = call.query.toString();
  next.searchParams.set(TOKEN, String(to));
  return { status: 200, body: { value, nextLink: next.href } };
}
