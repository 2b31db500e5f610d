import { UnreadableAnswer } from './ask.ts';

/** More than any list of Azure's that Backstay reads has. */
export const MAX_PAGES = 100;

/**
 * All items of a paged list. Bounded: an answer whose `nextLink` leads back to itself must not hold
 * a step for ever.
 */
export async function allOf<T>(list: { byPage(): AsyncIterable<readonly T[]> }): Promise<readonly T[]> {
  const items: T[] = [];
  let pages = 0;
  for await (const page of list.byPage()) {
    items.push(...page);
    if (++pages === MAX_PAGES) throw new UnreadableAnswer(`a list of more than ${MAX_PAGES} pages`);
  }
  return items;
}
