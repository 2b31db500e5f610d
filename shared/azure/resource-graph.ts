import type { ArmReader } from '../ports/arm.ts';
import { API_VERSIONS } from './api-versions.ts';
import { UnreadableAnswer } from './ask.ts';
import type { Connection } from './connection.ts';
import { parseJson } from './error-body.ts';
import { MAX_PAGES } from './pages.ts';
import { isRecord, text } from './shapes.ts';

type Row = Readonly<Record<string, unknown>>;

interface Page {
  readonly rows: readonly Row[];
  readonly skipToken: string | undefined;
}

const ROWS_ON_A_PAGE = 1000;

/**
 * Azure Resource Graph. It leaves out what Backstay's identity may not see, and may be minutes
 * behind ARM.
 */
export function resourceGraphCalls({ ask, rest }: Connection): Pick<ArmReader, 'queryResourceGraph'> {
  return {
    async queryResourceGraph(subscriptionIds, query) {
      const client = await rest();
      const path = client.pathUnchecked('/providers/Microsoft.ResourceGraph/resources');
      async function page(skipToken: string | undefined) {
        return path.post({
          queryParameters: { 'api-version': API_VERSIONS.resourceGraph },
          body: {
            // Without subscriptions it answers for all that Backstay sees.
            ...(subscriptionIds !== 'all' && { subscriptions: [...subscriptionIds] }),
            query,
            options: {
              resultFormat: 'objectArray',
              $top: ROWS_ON_A_PAGE,
              // Policies and roles are inherited from management groups and the tenant; other
              // tables do not mind.
              // https://learn.microsoft.com/azure/governance/resource-graph/concepts/query-language#query-scope
              authorizationScopeFilter: 'AtScopeAboveAndBelow',
              ...(skipToken !== undefined && { $skipToken: skipToken }),
            },
          },
        });
      }
      return ask(
        async () => {
          const rows: Row[] = [];
          let skipToken: string | undefined;
          for (let pages = 0; pages < MAX_PAGES; pages++) {
            const answer = await page(skipToken);
            // The failure itself is read off the last answer.
            if (Number(answer.status) >= 300) return rows;
            const read = readPage(answer.body);
            rows.push(...read.rows);
            skipToken = read.skipToken;
            if (skipToken === undefined) return rows;
          }
          throw new UnreadableAnswer(`a query result of more than ${MAX_PAGES} pages`);
        },
        (rows) => rows,
      );
    },
  };
}

/** A text as a literal of the query language: without it, a name could go on as query. */
export function quoted(value: string): string {
  return `'${value.replace(/[\\']/g, (each) => `\\${each}`).replace(/[\r\n]/g, ' ')}'`;
}

function readPage(body: unknown): Page {
  const answer = typeof body === 'string' ? parseJson(body) : body;
  if (!isRecord(answer) || !Array.isArray(answer.data) || !answer.data.every(isRecord)) {
    throw new UnreadableAnswer('a query result without rows');
  }
  const skipToken = text(answer.$skipToken);
  // Rows are missing, and no token leads to them: nothing may be concluded from what is not there.
  if (skipToken === undefined && String(answer.resultTruncated).toLowerCase() === 'true') {
    throw new UnreadableAnswer('a query result that was cut off');
  }
  return { rows: answer.data, skipToken };
}
