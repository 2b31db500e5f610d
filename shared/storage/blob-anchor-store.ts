import { Readable } from 'node:stream';
import type { ContainerClient } from '@azure/storage-blob';
import { type AnchorBefore, BEFORE_FIRST_ANCHOR, MAX_LINE_BYTES, parseAnchor } from '../audit/anchor.ts';
import type { AnchorStore } from '../audit/anchor-store.ts';
import { linesOf } from '../lib/lines.ts';
import { once } from '../lib/once.ts';

/** Somebody may have written a line without an end; of a longer one only this much is kept, which is no anchor. */
const MAX_READ_BYTES = 2 * MAX_LINE_BYTES;

const NAME = /^(\d{4}-\d\d-\d\d)\.ndjson$/;

/**
 * The anchors as append blobs, one for each day (UTC), one block for each line. A blob holds 50,000 blocks, many more than an
 * hourly line needs. They prove something only where nobody can change them: the container wants a time-based retention policy,
 * and that policy needs `allowProtectedAppendWrites`, or else it refuses new lines too.
 * https://learn.microsoft.com/azure/storage/blobs/immutable-time-based-retention-policy-overview
 */
export function createBlobAnchorStore(open: () => Promise<ContainerClient>): AnchorStore {
  const ready = once(async () => (await open()).createIfNotExists());

  return {
    async days() {
      return (await blobsOf(await open())).map(({ day }) => day);
    },

    async *lines(day) {
      const { readableStreamBody } = await (await open()).getBlobClient(nameOf(day)).download();
      if (readableStreamBody === undefined) return;
      yield* linesOf(Readable.from(readableStreamBody), MAX_READ_BYTES);
    },

    async end() {
      await ready();
      const container = await open();
      const blobs = await blobsOf(container);
      const newest = blobs.at(-1);
      const place = { day: newest?.day, bytes: newest?.bytes ?? 0 };
      // The newest day may have no line yet: made, and then not written to.
      for (const { day, bytes } of blobs.toReversed()) {
        const before = lastLine(await tailOf(container, day, bytes));
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
        // Only when it is new: under a retention policy the very attempt to make an old one again is refused.
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

async function blobsOf(container: ContainerClient): Promise<readonly { day: string; bytes: number }[]> {
  const blobs: { day: string; bytes: number }[] = [];
  try {
    for await (const { name, properties } of container.listBlobsFlat()) {
      const day = NAME.exec(name)?.[1];
      if (day !== undefined) blobs.push({ day, bytes: properties.contentLength ?? 0 });
    }
  } catch (error) {
    // A reader makes no container; where there is none, there are no anchors.
    if (codeOf(error) === 'ContainerNotFound') return [];
    throw error;
  }
  return blobs.sort((one, other) => (one.day < other.day ? -1 : 1));
}

async function tailOf(container: ContainerClient, day: string, bytes: number): Promise<string> {
  if (bytes === 0) return '';
  const from = Math.max(0, bytes - 2 * MAX_LINE_BYTES);
  return (await container.getBlobClient(nameOf(day)).downloadToBuffer(from, bytes - from)).toString('utf8');
}

function lastLine(tail: string): AnchorBefore | undefined {
  for (const text of tail.split('\n').toReversed()) {
    const line = parseAnchor(text);
    if (line !== undefined) return line;
  }
  return undefined;
}

function nameOf(day: string): string {
  return `${day}.ndjson`;
}

/** Another writer made the day, or added a line, since the end was looked up. */
function isOvertaken(error: unknown): boolean {
  return ['BlobAlreadyExists', 'AppendPositionConditionNotMet'].includes(codeOf(error) ?? '');
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
