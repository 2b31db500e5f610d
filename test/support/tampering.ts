import { randomUUID } from 'node:crypto';
import type { TableClient, TableEntityResult } from '@azure/data-tables';
import type { ContainerClient } from '@azure/storage-blob';
import type { AnchorStore } from '../../shared/audit/anchor-store.ts';
import type { Chain, ChainRows } from '../../shared/audit/chain-rows.ts';
import { toProperties } from '../../shared/lib/table-json.ts';
import { type Target, targetKey } from '../../shared/model/target.ts';
import { createBlobAnchorStore } from '../../shared/storage/blob-anchor-store.ts';
import type { StorageConnection } from '../../shared/storage/storage-connection.ts';
import { createTableChainRows } from '../../shared/storage/table-chain-rows.ts';
import { type AnchorDays, memoryAnchors } from './memory-anchors.ts';
import { memoryChainRows } from './memory-rows.ts';

/**
 * A change of a chain by someone; `undefined` removes all of it. An entry or head that is
 * `undefined` becomes a row of junk.
 */
export type Tamper = (chain: Chain) => (Chain & { readonly withoutHead?: true }) | undefined;

/** A record that can be tampered with, as by someone who holds the key of the storage account. */
export interface Vulnerable {
  readonly rows: ChainRows;
  readonly anchors: AnchorStore;
  tamper(target: Target, how: Tamper): Promise<void>;
  tamperAnchors(how: (days: AnchorDays) => void): Promise<void>;
  tamperHeads(how: (months: AnchorDays) => void): Promise<void>;
}

export function vulnerableMemory(): Vulnerable {
  const rows = memoryChainRows();
  const days: AnchorDays = new Map();
  const months: AnchorDays = new Map();
  const forged = new Map<string, Chain | undefined>();
  return {
    rows: {
      ...rows,
      async *heads(shard) {
        for await (const chain of this.chains(shard)) yield chain;
      },
      async *chains(shard) {
        for await (const chain of rows.chains(shard)) {
          const key = targetKey(chain.target);
          const found = forged.has(key) ? forged.get(key) : chain;
          if (found !== undefined) yield found;
        }
      },
      async chain(target) {
        const key = targetKey(target);
        return forged.has(key) ? forged.get(key) : rows.chain(target);
      },
    },
    anchors: memoryAnchors(days, months),
    async tamper(target, how) {
      forged.set(targetKey(target), how(rows.chainOf(target)));
    },
    async tamperAnchors(how) {
      how(days);
    },
    async tamperHeads(how) {
      how(months);
    },
  };
}

/** On Azurite; in a table and a container of its own. */
export async function vulnerableStorage(
  storage: StorageConnection,
): Promise<Vulnerable & { moveRows(partitionKey: string): Promise<void> }> {
  const name = `t${randomUUID().replaceAll('-', '')}`;
  const table = storage.table(name);
  const container = await storage.container(name);
  const heads = await storage.container(`${name}h`);
  const rows = createTableChainRows(table);
  return {
    rows,
    anchors: createBlobAnchorStore(
      async () => container,
      async () => heads,
    ),
    async tamper(target, how) {
      const chain = await rows.chain(target);
      if (chain !== undefined) await replaceRows(table, how(chain));
    },
    tamperAnchors: (how) => replaceBlobs(container, how),
    tamperHeads: (how) => replaceBlobs(heads, how),
    async moveRows(partitionKey) {
      const rows: TableEntityResult<object>[] = [];
      for await (const row of table.listEntities()) rows.push(row);
      for (const { etag: _, ...row } of rows) {
        await table.deleteEntity(row.partitionKey ?? '', row.rowKey ?? '');
        await table.createEntity({ ...row, partitionKey, rowKey: row.rowKey ?? '' });
      }
    },
  };
}

async function replaceRows(table: TableClient, forged: ReturnType<Tamper>): Promise<void> {
  let partitionKey = '';
  for await (const row of table.listEntities()) {
    partitionKey = row.partitionKey ?? '';
    await table.deleteEntity(partitionKey, row.rowKey ?? '');
  }
  if (forged === undefined) return;
  const { target, entries, head, withoutHead } = forged;
  const row = (rowKey: string, data: object | undefined) => {
    const properties = data === undefined ? { json0: 'junk' } : toProperties(data);
    return table.createEntity({ partitionKey, rowKey, ...target, ...properties });
  };
  for (const [index, entry] of entries.entries()) await row(`entry-${String(index + 1).padStart(12, '0')}`, entry);
  if (withoutHead === undefined) await row('head', head);
}

async function replaceBlobs(container: ContainerClient, how: (days: AnchorDays) => void): Promise<void> {
  await container.createIfNotExists();
  const days: AnchorDays = new Map();
  for await (const { name } of container.listBlobsFlat()) {
    const text = (await container.getBlobClient(name).downloadToBuffer()).toString('utf8');
    days.set(name.replace('.ndjson', ''), text.trimEnd().split('\n'));
    await container.deleteBlob(name);
  }
  how(days);
  for (const [day, lines] of days) {
    const blob = container.getAppendBlobClient(`${day}.ndjson`);
    await blob.create();
    const text = lines.map((line) => `${line}\n`).join('');
    await blob.appendBlock(text, Buffer.byteLength(text));
  }
}
