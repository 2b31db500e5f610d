import { Readable } from 'node:stream';
import type { ContainerClient } from '@azure/storage-blob';
import { type AnchorBefore, BEFORE_FIRST_ANCHOR, MAX_LINE_BYTES, parseAnchor } from '../audit/anchor.ts';
import type { AnchorStore } from '../audit/anchor-store.ts';
import { linesOf } from '../lib/lines.ts';
import { once } from '../lib/once.ts';
import { ANCHORS_CONTAINER, HEADS_CONTAINER } from './names.ts';
import type { StorageConnection } from './storage-connection.ts';

/** A line may be endless; of a longer one only this much is kept, which is no anchor. */
const MAX_READ_BYTES = 2 * MAX_LINE_BYTES;

const DAY = /^(\d{4}-\d\d-\d\d)\.ndjson$/;
const MONTH = /^(\d{4}-\d\d)\.ndjson$/;

/**
 * The anchors as append blobs, one for each day (UTC), one block for each line. A blob holds 50,000
 * blocks, many more than an hourly line needs. They are proof only where they cannot be changed:
 * the container wants a time-based retention policy, and that policy needs
 * `allowProtectedAppendWrites`, or else it refuses new lines too.
 * https://learn.microsoft.com/azure/storage/blobs/immutable-time-based-retention-policy-overview
 *
 * The heads that they vouch for are append blobs as well, one for each month, in a container of
 * their own without such a policy.
 */
export function createBlobAnchorStore(
  open: () => Promise<ContainerClient>,
  openHeads: () => Promise<ContainerClient>,
): AnchorStore {
  const ready = once(async () => (await open()).createIfNotExists());
  const headsReady = once(async () => (await openHeads()).createIfNotExists());

  return {
    async days() {
      return (await blobsOf(await open(), DAY)).map(({ name }) => name);
    },

    async *lines(day) {
      yield* linesIn(await open(), day);
    },

    async months() {
      return (await blobsOf(await openHeads(), MONTH)).map(({ name }) => name);
    },

    async *heads(month) {
      yield* linesIn(await openHeads(), month);
    },

    async appendHeads(month, line) {
      await headsReady();
      const blob = (await openHeads()).getAppendBlobClient(nameOf(month));
      const block = Buffer.from(`${JSON.stringify(line)}\n`);
      await blob.createIfNotExists();
      await blob.appendBlock(block, block.length);
    },

    async end() {
      await ready();
      const container = await open();
      const blobs = await blobsOf(container, DAY);
      const newest = blobs.at(-1);
      const place = { day: newest?.name, bytes: newest?.bytes ?? 0 };
      // The newest day may have no line yet: made, and then not written to.
      for (const { name, bytes } of blobs.toReversed()) {
        const before = lastLine(await tailOf(container, name, bytes));
        if (before !== undefined) return { ...place, before };
      }
      return { ...place, before: BEFORE_FIRST_ANCHOR };
    },

    async append(day, line, behind) {
      await ready();
      const blob = (await open()).getAppendBlobClient(nameOf(day));
      const block = Buffer.from(`${JSON.stringify(line)}\n`);
      const appendPosition = day === behind.day ? behind.bytes : 0;
      try {
        // Only when it is new: under a retention policy the very attempt to make an old one again
        // is refused.
        if (day !== behind.day) await blob.create({ conditions: { ifNoneMatch: '*' } });
        await blob.appendBlock(block, block.length, { conditions: { appendPosition } });
        return true;
      } catch (error) {
        if (isOvertaken(error)) return false;
        throw error;
      }
    },
  };
}

async function* linesIn(container: ContainerClient, name: string): AsyncIterable<string> {
  const { readableStreamBody } = await container.getBlobClient(nameOf(name)).download();
  if (readableStreamBody === undefined) return;
  yield* linesOf(Readable.from(readableStreamBody), MAX_READ_BYTES);
}

async function blobsOf(
  container: ContainerClient,
  pattern: RegExp,
): Promise<readonly { readonly name: string; readonly bytes: number }[]> {
  const blobs: { name: string; bytes: number }[] = [];
  try {
    for await (const { name: file, properties } of container.listBlobsFlat()) {
      const name = pattern.exec(file)?.[1];
      if (name !== undefined) blobs.push({ name, bytes: properties.contentLength ?? 0 });
    }
  } catch (error) {
    // A reader makes no container; where there is none, there are no anchors.
    if (codeOf(error) === 'ContainerNotFound') return [];
    throw error;
  }
  return blobs.sort((one, other) => (one.name < other.name ? -1 : 1));
}

async function tailOf(container: ContainerClient, name: string, bytes: number): Promise<string> {
  if (bytes === 0) return '';
  const from = Math.max(0, bytes - 2 * MAX_LINE_BYTES);
  return (await container.getBlobClient(nameOf(name)).downloadToBuffer(from, bytes - from)).toString('utf8');
}

function lastLine(tail: string): AnchorBefore | undefined {
  for (const text of tail.split('\n').toReversed()) {
    const line = parseAnchor(text);
    if (line !== undefined) return line;
  }
  return undefined;
}

function nameOf(name: string): string {
  return `${name}.ndjson`;
}

/** Another writer made the day, or added a line, since the end was looked up. */
function isOvertaken(error: unknown): boolean {
  return ['BlobAlreadyExists', 'AppendPositionConditionNotMet'].includes(codeOf(error) ?? '');
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** The anchors in the storage that the app uses. */
export function anchorsIn(storage: StorageConnection): AnchorStore {
  return createBlobAnchorStore(
    () => storage.container(ANCHORS_CONTAINER),
    () => storage.container(HEADS_CONTAINER),
  );
}
