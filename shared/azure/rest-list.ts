import type { Client } from '@azure-rest/core-client';
import { UnreadableAnswer } from './ask.ts';
import { parseJson } from './error-body.ts';
import { MAX_PAGES } from './pages.ts';
import { isRecord, text } from './shapes.ts';

type Item = Readonly<Record<string, unknown>>;

/**
 * All items of a list that no client is there for. To be sent through `ask`, which reads a failure
 * off the last answer; an item that is no object makes the list unreadable, because its content is
 * unknown.
 */
export async function restList(
  client: Client,
  path: string,
  queryParameters: Readonly<Record<string, string>>,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  let answer = await client.pathUnchecked(path).get({ queryParameters });
  for (let pages = 1; Number(answer.status) < 300; pages++) {
    const body: unknown = typeof answer.body === 'string' ? parseJson(answer.body) : answer.body;
    if (!isRecord(body) || !Array.isArray(body.value) || !body.value.every(isRecord)) {
      throw new UnreadableAnswer('a list without its items');
    }
    items.push(...body.value);
    const next = text(body.nextLink);
    if (next === undefined) return items;
    if (pages === MAX_PAGES) throw new UnreadableAnswer(`a list of more than ${MAX_PAGES} pages`);
    answer = await client.pathUnchecked(next).get();
  }
  return items;
}
