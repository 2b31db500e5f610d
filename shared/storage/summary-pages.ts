import { odata, type TableClient } from '@azure/data-tables';
import { toAscii } from '../lib/table-json.ts';
import type { TargetSummary } from '../model/summary.ts';
import type { SummaryPage, SummaryQuery } from '../ports/target-rows.ts';
import { fromToken, toToken } from './continuation.ts';
import { summaryWithCurrentReason } from './current-reasons.ts';

/**
 * The column that holds a row's summary: a list of thousands reads it, and not the whole states.
 */
export const SUMMARY = 'summary';

type Row = Readonly<Record<string, unknown>> & { readonly partitionKey?: string; readonly rowKey?: string };

/**
 * One page of summaries. Table storage may answer a filter with less than a page, or nothing, and a
 * continuation: hence it is asked until the page is full.
 * https://learn.microsoft.com/rest/api/storageservices/query-timeout-and-pagination `whole` reads a
 * row without the column, as older versions wrote them.
 */
export async function summaryPage(
  table: TableClient,
  query: SummaryQuery,
  whole: (row: Row) => Promise<TargetSummary | undefined>,
): Promise<SummaryPage> {
  const filter = filterOf(query);
  const options = { queryOptions: { select: ['PartitionKey', 'RowKey', SUMMARY], ...(filter !== '' && { filter }) } };
  const summaries: TargetSummary[] = [];
  let continuation = query.continuation === undefined ? undefined : toToken(query.continuation);
  do {
    const pages = table.listEntities<Record<string, unknown>>(options).byPage({
      maxPageSize: query.limit - summaries.length,
      ...(continuation !== undefined && { continuationToken: continuation }),
    });
    const page = (await pages.next()).value;
    for (const row of page ?? []) {
      const summary = summaryIn(row) ?? (await whole(row));
      if (summary !== undefined) summaries.push(summary);
    }
    continuation = page?.continuationToken;
  } while (continuation !== undefined && summaries.length < query.limit);
  return { summaries, ...(continuation !== undefined && { continuation: fromToken(continuation) }) };
}

export function summaryColumn(summary: TargetSummary): Record<string, string> {
  return { [SUMMARY]: toAscii(JSON.stringify(summary)) };
}

/** The summary in a row; `undefined` where there is none, or where it was altered. */
export function summaryIn(row: Row): TargetSummary | undefined {
  const text = row[SUMMARY];
  if (typeof text !== 'string') return undefined;
  try {
    return summaryWithCurrentReason(JSON.parse(text) as TargetSummary);
  } catch {
    // Altered: the whole state is still there.
    return undefined;
  }
}

function filterOf({ profile, verdict, subscriptionId, clusterId }: SummaryQuery): string {
  return [
    ...(profile === undefined ? [] : [odata`RowKey eq ${profile}`]),
    ...(verdict === undefined ? [] : [odata`verdict eq ${verdict}`]),
    ...(clusterId === undefined ? [] : [odata`clusterId eq ${clusterId}`]),
    // All ids below the subscription: "0" is the letter after "/".
    ...(subscriptionId === undefined
      ? []
      : [
          odata`clusterId ge ${`/subscriptions/${subscriptionId}/`} and clusterId lt ${`/subscriptions/${subscriptionId}0`}`,
        ]),
  ].join(' and ');
}
