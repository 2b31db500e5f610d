import { createReadStream, existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { TableClient, TableEntity, TransactionAction } from '@azure/data-tables';
import type { ContainerClient } from '@azure/storage-blob';
import type { StorageConnection } from '../../shared/storage/storage-connection.ts';
import { hasRows, rowIn } from './row-lines.ts';
import { CONTAINERS, fileOf, TABLES } from './what.ts';

// https://learn.microsoft.com/rest/api/storageservices/performing-entity-group-transactions: 100 rows of one partition, 4 MiB.
const MAX_ROWS = 100;
const MAX_BYTES = 3 * 1024 ** 2;
// https://learn.microsoft.com/rest/api/storageservices/append-block: all versions of the service take this much.
const MAX_BLOCK_BYTES = 4 * 1024 ** 2;

/**
 * Restores the copy of `exportState`. With `over`, rows that are there are replaced; blobs of
 * anchors and heads never are, since anchors are kept where they cannot be changed.
 * @throws Error, before anything is written, when the copy is damaged or when there is something
 *   already.
 */
export async function importState(
  storage: StorageConnection,
  folder: string,
  { over }: { readonly over: boolean },
  print: (line: string) => void,
): Promise<void> {
  const tables = TABLES.filter((table) => existsSync(join(folder, fileOf(table))));
  if (tables.length === 0)
    throw new Error(`There is no copy in ${folder}: ${TABLES.map(fileOf).join(', ')} are missing.`);
  for (const table of tables) for await (const _ of rowsOf(join(folder, fileOf(table))));

  const blobs = await Promise.all(
    CONTAINERS.map(async ({ container: name, name: pattern, unit }) => {
      const container = await storage.container(name);
      const copied = await namesIn(join(folder, name), pattern);
      return { name, unit, container, copied, there: await namesThere(container, pattern) };
    }),
  );
  if (!over) {
    const taken = blobs.flatMap(({ name, there }) => (there.size > 0 ? [name as string] : []));
    for (const table of tables) if (await hasRows(storage.table(table))) taken.push(table);
    if (taken.length > 0) {
      throw new Error(`There is something in ${taken.join(', ')} already. To write over it: --over`);
    }
  }

  for (const table of tables) {
    const rows = await importRows(storage.table(table), join(folder, fileOf(table)), over);
    print(`${table}: ${rows} rows`);
  }
  for (const { name, unit, container, copied, there } of blobs) {
    const missing = copied.filter((blob) => !there.has(blob));
    if (missing.length > 0) await container.createIfNotExists();
    for (const blob of missing) await importBlob(container, blob, await readFile(join(folder, name, blob)));
    print(`${name}: ${missing.length} ${unit}, ${copied.length - missing.length} left as they are`);
  }
}

async function importRows(table: TableClient, file: string, over: boolean): Promise<number> {
  await table.createTable();
  let written = 0;
  let batch: TransactionAction[] = [];
  let [bytes, partition] = [0, ''];
  const flush = async () => {
    if (batch.length > 0) await table.submitTransaction(batch);
    written += batch.length;
    [batch, bytes] = [[], 0];
  };
  for await (const { row, size } of rowsOf(file)) {
    if (row.partitionKey !== partition || batch.length === MAX_ROWS || bytes + size > MAX_BYTES) await flush();
    partition = row.partitionKey;
    bytes += size;
    batch.push(over ? ['upsert', row, 'Replace'] : ['create', row]);
  }
  await flush();
  return written;
}

async function* rowsOf(file: string): AsyncIterable<{ readonly row: TableEntity; readonly size: number }> {
  let number = 0;
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
    number++;
    if (line === '') continue;
    try {
      yield { row: rowIn(line), size: Buffer.byteLength(line) };
    } catch (error) {
      throw new Error(`${file}, line ${number}: ${error instanceof Error ? error.message : error}`);
    }
  }
}

async function namesIn(folder: string, pattern: RegExp): Promise<readonly string[]> {
  return existsSync(folder) ? (await readdir(folder)).filter((name) => pattern.test(name)).sort() : [];
}

async function namesThere(container: ContainerClient, pattern: RegExp): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  if (!(await container.exists())) return names;
  for await (const { name } of container.listBlobsFlat()) if (pattern.test(name)) names.add(name);
  return names;
}

async function importBlob(container: ContainerClient, name: string, lines: Buffer): Promise<void> {
  const blob = container.getAppendBlobClient(name);
  await blob.create({ conditions: { ifNoneMatch: '*' } });
  for (let from = 0; from < lines.length; from += MAX_BLOCK_BYTES) {
    const block = lines.subarray(from, from + MAX_BLOCK_BYTES);
    await blob.appendBlock(block, block.length);
  }
}
