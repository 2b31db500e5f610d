import type { PipelineResponse } from '@azure/core-rest-pipeline';
import type { ArmResult } from './arm.ts';
import { UnreadableAnswer } from './ask.ts';
import type { Connection } from './connection.ts';
import { parseJson } from './error-body.ts';
import { unreadableAnswer } from './failures.ts';
import { isRecord, records, text } from './shapes.ts';

type Item = Readonly<Record<string, unknown>>;

const MOST_PAGES = 100;

/**
 * All items of a list for which there is no client, or only one that is too heavy or too strict. Items that `read` cannot make
 * out are left out; the trace is that of the last page.
 */
export async function listAt<T>(
  connection: Pick<Connection, 'rest' | 'ask' | 'clock'>,
  path: string,
  apiVersion: string,
  read: (item: Item) => T | undefined,
): Promise<ArmResult<readonly T[]>> {
  const rest = await connection.rest();
  const items: T[] = [];
  let address = `${path}?api-version=${apiVersion}`;
  for (let page = 1; page <= MOST_PAGES; page++) {
    const answer = await connection.ask(
      async () => rest.pathUnchecked(address).get(),
      (_, raw) => pageIn(raw),
    );
    if (!answer.ok) return answer;
    items.push(...answer.value.items.flatMap((item) => read(item) ?? []));
    const { nextLink } = answer.value;
    if (nextLink === undefined) return { ...answer, value: items };
    address = nextLink;
  }
  const endless = new UnreadableAnswer(`a list of more than ${MOST_PAGES} pages`);
  return {
    ok: false,
    failure: unreadableAnswer(200, endless),
    trace: { call: `GET ${path}`, at: connection.clock.now().toISOString() },
  };
}

function pageIn(raw: PipelineResponse): { items: readonly Item[]; nextLink: string | undefined } {
  const body = parseJson(raw.bodyAsText ?? '');
  if (!isRecord(body) || !Array.isArray(body.value)) throw new UnreadableAnswer('a list without its items');
  return { items: records(body.value), nextLink: text(body.nextLink) };
}
