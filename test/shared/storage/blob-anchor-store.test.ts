import type { ContainerClient } from '@azure/storage-blob';
import { beforeEach, expect, test } from 'vitest';
import { type AnchorBefore, BEFORE_FIRST_ANCHOR, nextAnchor } from '../../../shared/audit/anchor.ts';
import { anchorHeads } from '../../../shared/audit/anchor-heads.ts';
import { readAnchors } from '../../../shared/audit/read-anchors.ts';
import { createBlobAnchorStore } from '../../../shared/storage/blob-anchor-store.ts';
import { TARGET } from '../../support/record.ts';
import { claimStorage } from '../../support/shared-storage.ts';
import { storageAt } from '../../support/stored-targets.ts';

let container: ContainerClient;
let heads: ContainerClient;
let containers = 0;

const storage = storageAt(claimStorage());

beforeEach(async () => {
  container = await storage.container(`anchors${++containers}`);
  heads = await storage.container(`heads${containers}`);
});

const NOW = '2026-01-01T11:10:00.000Z';
const store = () =>
  createBlobAnchorStore(
    async () => container,
    async () => heads,
  );
const rows = {
  async *heads() {
    yield { target: TARGET, head: { sequence: 3, hash: 'a'.repeat(64), open: [] } };
  },
};
const anchor = (at: string) =>
  anchorHeads({ rows, store: store(), clock: { now: () => new Date(at) }, writer: 'test' });
const lineAfter = (before: AnchorBefore) =>
  nextAnchor({ root: 'r', size: 0 }, before, { at: '2026-01-01T00:07:00.000Z', writer: 'test' });

test('a reader makes nothing', async () => {
  expect([await store().days(), await store().months()]).toEqual([[], []]);
  expect([await container.exists(), await heads.exists()]).toEqual([false, false]);
});

test('one append blob for each day, one line for each run, one chain over all days', async () => {
  for (const at of ['2026-01-01T22:07:00Z', '2026-01-01T23:07:00Z', '2026-01-02T00:07:00Z']) await anchor(at);
  expect(await store().days()).toEqual(['2026-01-01', '2026-01-02']);
  const { blobType, blobCommittedBlockCount } = await container.getBlobClient('2026-01-01.ndjson').getProperties();
  expect({ blobType, blobCommittedBlockCount }).toEqual({ blobType: 'AppendBlob', blobCommittedBlockCount: 2 });
  expect(await readAnchors(store(), '2026-01-02T00:30:00.000Z')).toMatchObject({
    lines: 3,
    broken: [],
    lastAt: '2026-01-02T00:07:00.000Z',
  });
});

test('many at once still make one chain', async () => {
  await Promise.all(Array.from({ length: 5 }, () => anchor('2026-01-01T10:07:00Z')));
  expect(await readAnchors(store(), NOW)).toMatchObject({ lines: 5, broken: [] });
});

test.each<[string, string, string]>([
  ['a line was added since', '2026-01-01', '2026-01-01'],
  ['the day was started since', '2026-01-02', '2026-01-02'],
])('a line is refused when %s', async (_, day, other) => {
  const behind = await store().end();
  expect(await store().append(other, lineAfter(behind.before), behind)).toBe(true);
  expect(await store().append(day, lineAfter(behind.before), behind)).toBe(false);
  const now = await store().end();
  expect(
    await store().append(day, lineAfter(now.before), behind.day === undefined ? { ...now, bytes: 0 } : behind),
  ).toBe(false);
});

test('after junk, or a day that was made and never written to, it goes on from the last line that is one', async () => {
  await anchor('2026-01-01T10:07:00Z');
  const { before } = await store().end();
  expect(before).not.toEqual(BEFORE_FIRST_ANCHOR);
  await container.getAppendBlobClient('2026-01-01.ndjson').appendBlock('junk\n', 5);
  await container.getAppendBlobClient('2026-01-02.ndjson').create();
  expect(await store().end()).toEqual({ before, day: '2026-01-02', bytes: 0 });
  await anchor('2026-01-01T11:07:00Z');
  expect(await readAnchors(store(), NOW)).toMatchObject({
    lines: 3,
    broken: [{ day: '2026-01-01', line: 2, problem: 'Unreadable' }],
  });
});

test('heads of many chains are stored in several blocks, and read again', async () => {
  const many = {
    async *heads() {
      for (let index = 0; index < 20_000; index++) {
        yield { target: { ...TARGET, profile: `p${index}` }, head: { sequence: 1, hash: 'a'.repeat(64), open: [] } };
      }
    },
  };
  const clock = { now: () => new Date('2026-01-01T10:07:00Z') };
  const done = await anchorHeads({ rows: many, store: store(), clock, writer: 'test' });
  expect(done).toMatchObject({ heads: 20_000, moved: 20_000, written: { number: 1, size: 20_000 }, unreadable: [] });
  const { blobCommittedBlockCount } = await heads.getBlobClient('2026-01.ndjson').getProperties();
  expect(blobCommittedBlockCount).toBe(2);
  const { lines, broken, chains } = await readAnchors(store(), NOW);
  expect({ lines, broken }).toEqual({ lines: 1, broken: [] });
  expect(chains.size).toBe(20_000);
});

test('other blobs in the container are not anchors', async () => {
  await anchor('2026-01-01T10:07:00Z');
  await container.getAppendBlobClient('readme.txt').create();
  expect(await store().days()).toEqual(['2026-01-01']);
});
