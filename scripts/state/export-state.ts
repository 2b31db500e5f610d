import { createWriteStream } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ContainerClient } from '@azure/storage-blob';
import type { StorageConnection } from '../../shared/storage/storage-connection.ts';
import { linesIn } from './row-lines.ts';
import { CONTAINERS, fileOf, TABLES } from './what.ts';

/**
 * Copies what cannot be had again into a folder, which must be empty or not there yet.
 * @throws Error when there is something in the folder.
 */
export async function exportState(
  storage: StorageConnection,
  folder: string,
  print: (line: string) => void,
): Promise<void> {
  // For this user only: the audit log names callers.
  for (const { container } of CONTAINERS) await mkdir(join(folder, container), { recursive: true, mode: 0o700 });
  const own = new Set<string>(CONTAINERS.map(({ container }) => container));
  const found = (await readdir(folder, { recursive: true })).filter((name) => !own.has(name));
  if (found.length > 0)
    throw new Error(`${folder} is not empty. Name a new folder: a copy must not be mixed with another.`);

  // Anchors before the record: what is anchored must be in the copy of the record as well, or the
  // copy would not verify.
  for (const { container, name, unit } of CONTAINERS) {
    const blobs = await exportBlobs(await storage.container(container), name, join(folder, container));
    print(`${container}: ${blobs} ${unit}`);
  }
  for (const table of TABLES) {
    let rows = 0;
    async function* lines() {
      for await (const line of linesIn(storage.table(table))) {
        rows++;
        yield `${line}\n`;
      }
    }
    await pipeline(Readable.from(lines()), createWriteStream(join(folder, fileOf(table)), { mode: 0o600 }));
    print(`${table}: ${rows} rows`);
  }
}

async function exportBlobs(container: ContainerClient, pattern: RegExp, folder: string): Promise<number> {
  if (!(await container.exists())) return 0;
  let blobs = 0;
  for await (const { name } of container.listBlobsFlat()) {
    if (!pattern.test(name)) continue;
    // Byte for byte: each line is hashed as it stands.
    await container.getBlobClient(name).downloadToFile(join(folder, name));
    blobs++;
  }
  return blobs;
}
