import { odata, RestError, type TableClient } from '@azure/data-tables';
import { once } from '../lib/once.ts';
import { fromProperties, toProperties } from '../lib/table-json.ts';
import { targetIdOf } from '../model/target-id.ts';
import type { ScanHead, ScanList, ScanPart, ScanPartsPage, ScanStore } from '../ports/scan-store.ts';
import { fromToken, toToken } from './continuation.ts';

/**
 * One partition for each scan: its head, a row for each subscription, one that all of these are
 * there, and a row for each cluster.
 */
const HEAD = 'head';
const LIST = 'list-';
const LISTED = 'listed';
const PART = 'part-';

/** Scans on Table storage. */
export function createTableScans(table: TableClient): ScanStore {
  const ready = once(() => table.createTable());

  async function readHead(id: string): Promise<ScanHead | undefined> {
    await ready();
    try {
      return fromProperties(await table.getEntity(id, HEAD)) as ScanHead;
    } catch (error) {
      if (error instanceof RestError && error.statusCode === 404) return undefined;
      throw error;
    }
  }

  async function readLists(id: string): Promise<{ readonly isListed: boolean; readonly lists: readonly ScanList[] }> {
    const filter = odata`PartitionKey eq ${id} and RowKey ge ${LIST} and RowKey le ${LISTED}`;
    const lists: ScanList[] = [];
    let isListed = false;
    for await (const row of table.listEntities({ queryOptions: { filter } })) {
      if (row.rowKey === LISTED) isListed = true;
      else lists.push(fromProperties(row) as ScanList);
    }
    return { isListed, lists };
  }

  async function countParts(id: string): Promise<number> {
    let count = 0;
    for await (const _ of table.listEntities({ queryOptions: { filter: partsOf(id), select: ['rowKey'] } })) count++;
    return count;
  }

  return {
    async begin(head) {
      await ready();
      await table.createEntity({ ...keys(head.id, HEAD), expiresAt: head.expiresAt, ...toProperties(head) });
    },
    isKnown: async (id) => (await readHead(id)) !== undefined,
    async saveList(id, list) {
      await ready();
      await table.upsertEntity({ ...keys(id, `${LIST}${list.subscriptionId}`), ...toProperties(list) }, 'Replace');
    },
    async endLists(id) {
      await ready();
      await table.upsertEntity(keys(id, LISTED), 'Replace');
    },
    async save(id, part) {
      await ready();
      const target = part.kind === 'result' ? part.result.target : part.target;
      await table.upsertEntity({ ...keys(id, `${PART}${targetIdOf(target)}`), ...toProperties(part) }, 'Replace');
    },
    async read(id) {
      const head = await readHead(id);
      if (head === undefined) return undefined;
      const [{ isListed, lists }, done] = await Promise.all([readLists(id), countParts(id)]);
      return {
        ...head,
        done,
        total: head.total ?? lists.reduce((sum, { clusters }) => sum + clusters, 0),
        isListed: isListed || head.total !== undefined,
        unlisted: lists.flatMap((list) =>
          'why' in list ? { subscriptionId: list.subscriptionId, why: list.why } : [],
        ),
      };
    },
    async page(id, limit, continuation): Promise<ScanPartsPage> {
      await ready();
      const pages = table.listEntities({ queryOptions: { filter: partsOf(id) } }).byPage({
        maxPageSize: limit,
        ...(continuation !== undefined && { continuationToken: toToken(continuation) }),
      });
      const page = (await pages.next()).value;
      const parts = (page ?? []).map((row: Record<string, unknown>) => fromProperties(row) as ScanPart);
      const next = page?.continuationToken;
      return { parts, ...(next !== undefined && { continuation: fromToken(next) }) };
    },
    async forget(now) {
      await ready();
      let forgotten = 0;
      const expired = `RowKey eq '${HEAD}' and expiresAt lt '${now.toISOString()}'`;
      const options = { queryOptions: { filter: expired, select: ['partitionKey'] } };
      for await (const { partitionKey: id = '' } of table.listEntities(options)) {
        const rows = {
          queryOptions: { filter: odata`PartitionKey eq ${id} and RowKey gt ${HEAD}`, select: ['rowKey'] },
        };
        for await (const { rowKey = '' } of table.listEntities(rows)) await table.deleteEntity(id, rowKey);
        // Last, so that what is left after a crash is found again.
        await table.deleteEntity(id, HEAD);
        forgotten++;
      }
      return forgotten;
    },
  };
}

function keys(partitionKey: string, rowKey: string) {
  return { partitionKey, rowKey };
}

function partsOf(id: string): string {
  return odata`PartitionKey eq ${id} and RowKey ge ${PART}`;
}
