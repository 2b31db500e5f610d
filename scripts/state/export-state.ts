import { createWriteStream } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ContainerClient } from '@azure/storage-blob';
import { ANCHORS_CONTAINER } from '../../shared/storage/names.ts';
import type { StorageConnection } from '../../shared/storage/storage-connection.ts';
import { linesIn } from './row-lines.ts';
import { ANCHOR_NAME, fileOf, TABLES } from './what.ts';

/**
 * Copies what cannot be had again into a folder, which must be empty or not there yet.
 * @throws Error when there is something in the folder.
 */
export async function exportState(
  storage: StorageConnection,
  folder: string,
  print: (line: string) => void,
): Promise<void> {
  // For nobody else on this machine: the record names who called.
  await mkdir(join(folder, ANCHORS_CONTAINER), { recursive: true, mode: 0o700 });
  const found = (await readdir(folder, { recursive: true })).filter((name) => name !== ANCHORS_CONTAINER);
  if (found.length > 0)
    throw new Error(`${folder} is not empty. Name a new folder: a copy must not be mixed with another.`);

  // Anchors before the record: what is anchored must be in the copy of the record as well, or the copy would not verify.
  const anchors = await exportAnchors(await storage.container(ANCHORS_CONTAINER), join(folder, ANCHORS_CONTAINER));
  print(`${ANCHORS_CONTAINER}: ${anchors} days`);
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

async function exportAnchors(container: ContainerClient, folder: string): Promise<number> {
  if (!(await container.exists())) return 0;
  let days = 0;
  for await (const { name } of container.listBlobsFlat()) {
    if (!ANCHOR_NAME.test(name)) continue;
    // Byte for byte: each line is hashed as it stands.
    await container.getBlobClient(name).downloadToFile(join(folder, name));
    days++;
  }
  return days;
}
