import { RestError, type TableClient, type TransactionAction } from '@azure/data-tables';
import { once } from '../lib/once.ts';
import { fromProperties, toProperties } from '../lib/table-json.ts';
import { uuid5 } from '../lib/uuid5.ts';
import type { RecordEntry } from '../model/record.ts';
import type { ClusterId } from '../model/resource-id.ts';
import { type Target, targetKey } from '../model/target.ts';
import type { ChainRows } from './chain-rows.ts';
import { type ChainHead, EMPTY_HEAD } from './record.ts';

const HEAD = 'head';
/** Entries sort by number, and before the head. */
const ENTRY = 'entry-';

/** The record on Table storage: one partition for each target, one row for each entry, and the head. */
export function createTableChainRows(table: TableClient): ChainRows {
  const ready = once(() => table.createTable());
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
      // Every row names its target in plain columns, so that a chain can be named whatever was taken out of it.
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

    async *chains() {
      await ready();
      let chain: { partition: string; target: Target; entries: RecordEntry[]; head: ChainHead } | undefined;
      // Rows come sorted by partition and row. A head that is not there is told by the empty one: the chain then does not end in it.
      for await (const entity of table.listEntities<{ clusterId?: string; profile?: string }>()) {
        const { partitionKey: partition = '', rowKey } = entity;
        if (chain?.partition !== partition) {
          if (chain !== undefined) yield chain;
          chain = { partition, target: targetIn(entity), entries: [], head: EMPTY_HEAD };
        }
        if (rowKey === HEAD) chain.head = fromProperties(entity) as ChainHead;
        else chain.entries.push(fromProperties(entity) as RecordEntry);
      }
      if (chain !== undefined) yield chain;
    },
  };
}

function partitionOf(target: Target): string {
  return uuid5(targetKey(target));
}

function keyOf({ sequence }: RecordEntry): string {
  return `${ENTRY}${String(sequence).padStart(12, '0')}`;
}

function targetIn({
  clusterId = '',
  profile = '',
}: {
  readonly clusterId?: string;
  readonly profile?: string;
}): Target {
  return { clusterId: clusterId as ClusterId, profile };
}

function statusOf(error: unknown): number | undefined {
  return error instanceof RestError ? error.statusCode : undefined;
}
