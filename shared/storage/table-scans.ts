import { RestError, type TableClient } from '@azure/data-tables';
import { once } from '../lib/once.ts';
import { fromProperties, toProperties } from '../lib/table-json.ts';
import { targetIdOf } from '../model/target-id.ts';
import type { ScanHead, ScanPart, ScanStore } from '../ports/scan-store.ts';

/** One partition for each scan: its head, and a row for each cluster. */
const HEAD = 'head';
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

  async function readParts(id: string): Promise<readonly ScanPart[]> {
    const parts: ScanPart[] = [];
    for await (const row of table.listEntities({ queryOptions: { filter: partsOf(id) } })) {
      parts.push(fromProperties(row) as ScanPart);
    }
    return parts;
  }

  return {
    async begin(head) {
      await ready();
      await table.createEntity({ ...keys(head.id, HEAD), expiresAt: head.expiresAt, ...toProperties(head) });
    },
    isKnown: async (id) => (await readHead(id)) !== undefined,
    async save(id, part) {
      await ready();
      const target = part.kind === 'result' ? part.result.target : part.target;
      await table.upsertEntity({ ...keys(id, `${PART}${targetIdOf(target)}`), ...toProperties(part) }, 'Replace');
    },
    async read(id) {
      const head = await readHead(id);
      if (head === undefined) return undefined;
      let done = 0;
      for await (const _ of table.listEntities({ queryOptions: { filter: partsOf(id), select: ['rowKey'] } })) done++;
      const parts = done < head.total ? [] : await readParts(id);
      return {
        ...head,
        done,
        results: parts.flatMap((part) => (part.kind === 'result' ? part.result : [])),
        failures: parts.flatMap((part) => (part.kind === 'failure' ? { target: part.target, why: part.why } : [])),
      };
    },
    async forget(now) {
      await ready();
      let forgotten = 0;
      const expired = `RowKey eq '${HEAD}' and expiresAt lt '${now.toISOString()}'`;
      const options = { queryOptions: { filter: expired, select: ['partitionKey'] } };
      for await (const { partitionKey: id = '' } of table.listEntities(options)) {
        const rows = { queryOptions: { filter: partsOf(id), select: ['rowKey'] } };
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
  return `PartitionKey eq '${id.replaceAll("'", "''")}' and RowKey ge '${PART}'`;
}
