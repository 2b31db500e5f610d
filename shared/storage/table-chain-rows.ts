import { odata, RestError, type TableClient, type TransactionAction } from '@azure/data-tables';
import type { Chain, ChainRows } from '../audit/chain-rows.ts';
import { type ChainHead, EMPTY_HEAD } from '../audit/record.ts';
import { chainPartition, partitionsOf } from '../audit/shards.ts';
import { once } from '../lib/once.ts';
import { fromProperties, toProperties } from '../lib/table-json.ts';
import type { RecordEntry } from '../model/record.ts';
import type { ClusterId } from '../model/resource-id.ts';
import type { Target } from '../model/target.ts';
import { entryIn, headIn } from './stored-rows.ts';

/** https://learn.microsoft.com/rest/api/storageservices/query-timeout-and-pagination */
const MAX_ROWS_ON_A_PAGE = 1000;
const HEAD = 'head';
/** Entries sort by number, and before the head. */
const ENTRY = 'entry-';

/**
 * The record on Table storage: one partition for each target, one row for each entry, and the head.
 */
export function createTableChainRows(table: TableClient): ChainRows {
  const ready = once(() => table.createTable());

  async function lastOf(target: Target): Promise<number | undefined> {
    try {
      return headIn(await table.getEntity(partitionOf(target), HEAD))?.sequence;
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw error;
    }
  }

  return {
    async readHead(target) {
      await ready();
      try {
        const entity = await table.getEntity(partitionOf(target), HEAD);
        return { head: fromProperties(entity) as ChainHead, etag: entity.etag };
      } catch (error) {
        if (statusOf(error) === 404) return { head: EMPTY_HEAD, etag: undefined };
        throw error;
      }
    },

    async extend(target, entries, head, over) {
      // Every row names its target in plain columns, so that a chain has a name even without some
      // of its rows.
      const row = (rowKey: string, data: object) => ({
        partitionKey: partitionOf(target),
        rowKey,
        ...target,
        ...toProperties(data),
      });
      const headMove: TransactionAction =
        over === undefined ? ['create', row(HEAD, head)] : ['update', row(HEAD, head), 'Replace', { etag: over }];
      const added = entries.map((entry): TransactionAction => ['create', row(keyOf(entry), entry)]);
      try {
        await table.submitTransaction([headMove, ...added]);
        return true;
      } catch (error) {
        if ([404, 409, 412].includes(statusOf(error) ?? 0)) return false;
        throw error;
      }
    },

    async after(target, sequence) {
      const entries: RecordEntry[] = [];
      const from = odata`PartitionKey eq ${partitionOf(target)} and RowKey gt ${rowKeyOf(sequence)} and RowKey lt ${HEAD}`;
      for await (const row of rowsIn(table, from)) {
        const entry = entryIn(row);
        if (entry !== undefined) entries.push(entry);
      }
      return entries;
    },

    async page(target, after, limit) {
      const filter = odata`PartitionKey eq ${partitionOf(target)} and RowKey gt ${rowKeyOf(after)} and RowKey lt ${HEAD}`;
      const rows: Row[] = [];
      for await (const row of rowsIn(table, filter, limit + 1)) {
        rows.push(row);
        if (rows.length > limit) break;
      }
      const onPage = rows.slice(0, limit);
      return {
        rows: onPage.map((row) => ({ sequence: sequenceIn(row) ?? after, entry: entryIn(row) })),
        hasMore: rows.length > limit,
        last: await lastOf(target),
      };
    },

    chains: (shard) => chainsIn(table, inShard(shard)),

    async chain(target) {
      for await (const chain of chainsIn(table, odata`PartitionKey eq ${partitionOf(target)}`)) return chain;
      return undefined;
    },

    async *heads(shard) {
      const filter = [odata`RowKey eq ${HEAD}`, inShard(shard) ?? []].flat().join(' and ');
      for await (const row of rowsIn(table, filter)) {
        const target = targetIn(row);
        yield { target, head: partitionOf(target) === row.partitionKey ? headIn(row) : undefined };
      }
    },
  };
}

interface Row extends Readonly<Record<string, unknown>> {
  readonly partitionKey?: string;
  readonly rowKey?: string;
  readonly clusterId?: string;
  readonly profile?: string;
}

/** Rows come sorted by partition and row. */
async function* chainsIn(table: TableClient, filter?: string): AsyncIterable<Chain> {
  type Reading = { partition: string; target: Target; entries: (RecordEntry | undefined)[]; head?: ChainHead };
  // Rows that were moved here from elsewhere must not pass for the chain that they name.
  const toChain = ({ partition, target, entries, head }: Reading): Chain => ({
    target:
      partitionOf(target) === partition ? target : { clusterId: `partition ${partition}` as ClusterId, profile: '' },
    entries,
    head,
  });
  let chain: Reading | undefined;
  for await (const row of rowsIn(table, filter)) {
    const { partitionKey: partition = '', rowKey } = row;
    if (chain?.partition !== partition) {
      if (chain !== undefined) yield toChain(chain);
      chain = { partition, target: targetIn(row), entries: [] };
    }
    // The partition follows from the target, so that one row whose columns were altered does not
    // hide whose chain it is.
    if (partitionOf(chain.target) !== partition) chain.target = targetIn(row);
    const head = rowKey === HEAD ? headIn(row) : undefined;
    if (head !== undefined) chain.head = head;
    if (rowKey !== HEAD) chain.entries.push(entryIn(row));
  }
  if (chain !== undefined) yield toChain(chain);
}

/** `atOnce` rows with each call where given, and never more than a page of Table storage. */
async function* rowsIn(table: TableClient, filter?: string, atOnce = MAX_ROWS_ON_A_PAGE): AsyncIterable<Row> {
  const rows = table.listEntities<Row>(filter === undefined ? {} : { queryOptions: { filter } });
  try {
    for await (const page of rows.byPage({ maxPageSize: Math.min(atOnce, MAX_ROWS_ON_A_PAGE) })) yield* page;
  } catch (error) {
    // A reader creates no table; without one there are no entries.
    if (statusOf(error) !== 404) throw error;
  }
}

const partitionOf = chainPartition;

function inShard(shard: number | undefined): string | undefined {
  if (shard === undefined) return undefined;
  const { from, below } = partitionsOf(shard);
  return [odata`PartitionKey ge ${from}`, ...(below === undefined ? [] : [odata`PartitionKey lt ${below}`])].join(
    ' and ',
  );
}

function keyOf({ sequence }: RecordEntry): string {
  return rowKeyOf(sequence);
}

function rowKeyOf(sequence: number): string {
  return `${ENTRY}${String(sequence).padStart(12, '0')}`;
}

/** `undefined` for a row with a name that Backstay does not give. */
function sequenceIn({ rowKey = '' }: Row): number | undefined {
  const [, digits] = /^entry-(\d{12})$/.exec(rowKey) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

function targetIn({ clusterId = '', profile = '' }: Row): Target {
  return { clusterId: clusterId as ClusterId, profile };
}

function statusOf(error: unknown): number | undefined {
  return error instanceof RestError ? error.statusCode : undefined;
}
