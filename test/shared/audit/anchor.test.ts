import { describe, expect, test } from 'vitest';
import {
  type AnchoredHead,
  anchorHash,
  BEFORE_FIRST_ANCHOR,
  NO_ANCHOR_HASH,
  nextAnchor,
  parseAnchor,
} from '../../../shared/audit/anchor.ts';
import { anchorHeads } from '../../../shared/audit/anchor-heads.ts';
import type { AnchorStore } from '../../../shared/audit/anchor-store.ts';
import { createHeadTree } from '../../../shared/audit/head-tree.ts';
import { headsFor, headsLines, stepsTo, treeAfter } from '../../../shared/audit/moved-heads.ts';
import { readAnchors } from '../../../shared/audit/read-anchors.ts';
import { systemClock } from '../../../shared/lib/clock.ts';
import { targetKey } from '../../../shared/model/target.ts';
import { must } from '../../support/facts.ts';
import { type AnchorDays, memoryAnchors } from '../../support/memory-anchors.ts';
import { TARGET } from '../../support/record.ts';

const WRITING = { at: '2026-01-01T00:07:00.000Z', writer: 'test' };
const head = (sequence: number): AnchoredHead => ({ target: TARGET, sequence, hash: 'a'.repeat(64) });
describe('an anchor line', () => {
  const line = nextAnchor({ root: 'e'.repeat(64), size: 7 }, BEFORE_FIRST_ANCHOR, WRITING);

  test('holds a root, links to the line before, and is read as it was written', () => {
    const { previousAnchorHash, hash, ...rest } = line;
    expect(rest).toEqual({ ...WRITING, number: 1, heads: [], left: 0, root: 'e'.repeat(64), size: 7 });
    expect([previousAnchorHash, hash]).toEqual([NO_ANCHOR_HASH, anchorHash(line)]);
    expect(parseAnchor(JSON.stringify(line))).toEqual(line);
    expect(nextAnchor({ root: '', size: 0 }, line, WRITING)).toMatchObject({ number: 2, previousAnchorHash: hash });
  });

  test.each<[string, string]>([
    ['nothing', ''],
    ['text', 'junk'],
    ['null', 'null'],
    ['a number', '7'],
    ['an entry of another kind', '{"a":1}'],
    ['heads that are no list', JSON.stringify({ ...line, heads: {} })],
    ['a head that is none', JSON.stringify({ ...line, heads: [null] })],
    ['half a number', JSON.stringify({ ...line, heads: [head(0.5)] })],
    ['a root that is none', JSON.stringify({ ...line, root: 1 })],
    ['a size that is none', JSON.stringify({ ...line, size: '1' })],
    ['a number that is none', JSON.stringify({ ...line, number: 'one' })],
    ['no hash', JSON.stringify({ ...line, hash: undefined })],
  ])('is not read from %s', (_, text) => {
    expect(parseAnchor(text)).toBeUndefined();
  });
});

describe('anchoring', () => {
  const rowsOf = (found: readonly { target: typeof TARGET; head: ReturnType<typeof headOf> }[]) => ({
    async *heads() {
      yield* found;
    },
  });
  const headOf = (sequence: number | undefined) =>
    sequence === undefined ? undefined : { sequence, hash: 'a'.repeat(64), open: [] };

  test('writes a line also when nothing is on record', async () => {
    const days: AnchorDays = new Map();
    const done = await anchorHeads({
      rows: rowsOf([]),
      store: memoryAnchors(days),
      clock: systemClock,
      writer: 'test',
    });
    const written = parseAnchor([...days.values()].flat()[0] ?? '');
    expect(done).toEqual({ heads: 0, moved: 0, written, unreadable: [], isTreeLost: false });
    expect([...days.values()].flat()).toHaveLength(1);
  });

  const chain = (index: number) => ({ ...TARGET, profile: `p${index}` });
  const chains = (count: number, sequenceOf: (index: number) => number = () => 1) =>
    Array.from({ length: count }, (_, index) => ({ target: chain(index), head: headOf(sequenceOf(index)) }));
  const anchorAt = (at: string, rows: ReturnType<typeof rowsOf>, store: AnchorStore) =>
    anchorHeads({ rows, store, clock: { now: () => new Date(at) }, writer: 'test' });

  test('stores the heads that moved only, and all of them once a month', async () => {
    const [days, months]: [AnchorDays, AnchorDays] = [new Map(), new Map()];
    const store = memoryAnchors(days, months);
    const moved: number[] = [];
    for (const [at, rows] of [
      ['2026-01-31T21:07:00.000Z', chains(5)],
      ['2026-01-31T22:07:00.000Z', chains(5)],
      ['2026-01-31T23:07:00.000Z', chains(6, (index) => (index === 2 ? 4 : 1))],
      ['2026-02-01T00:07:00.000Z', chains(6, (index) => (index === 2 ? 4 : 1))],
      ['2026-02-01T01:07:00.000Z', chains(4)],
    ] as const) {
      moved.push((await anchorAt(at, rowsOf(rows), store)).moved);
    }
    // In the end chain 2 went back, and two are gone.
    expect(moved).toEqual([5, 0, 2, 6, 3]);
    expect([...months].map(([month, lines]) => [month, lines.length])).toEqual([
      ['2026-01', 2],
      ['2026-02', 2],
    ]);
    const { broken, chains: found } = await readAnchors(store, '2026-02-01T01:30:00.000Z');
    expect(broken).toEqual([]);
    expect(found.get(targetKey(chain(2)))?.points.map(({ sequence }) => sequence)).toEqual([1, 1, 4]);
    // Gone since the last line that had it.
    expect(found.get(targetKey(chain(5)))?.lastAt).toBe('2026-02-01T00:07:00.000Z');
    expect(found.get(targetKey(chain(0)))?.lastAt).toBe('2026-02-01T01:07:00.000Z');
  });

  test('takes at most 1 KiB for a line at any number of chains', async () => {
    const days: AnchorDays = new Map();
    await anchorAt('2026-01-01T00:07:00.000Z', rowsOf(chains(3000)), memoryAnchors(days));
    expect(must([...days.values()].flat()[0]).length).toBeLessThan(1024);
  });

  test('begins with a full list when its stored heads were lost, and says so', async () => {
    const [days, months]: [AnchorDays, AnchorDays] = [new Map(), new Map()];
    const store = memoryAnchors(days, months);
    await anchorAt('2026-01-01T00:07:00.000Z', rowsOf(chains(3)), store);
    months.clear();
    const again = await anchorAt('2026-01-01T01:07:00.000Z', rowsOf(chains(3)), store);
    expect(again).toMatchObject({ moved: 3, isTreeLost: true });
    const { broken, chains: found } = await readAnchors(store, '2026-01-01T01:30:00.000Z');
    expect(broken).toMatchObject([{ day: '2026-01-01', line: 1, problem: 'HeadsAltered' }]);
    expect(found.size).toBe(3);
  });

  test('is not misled by heads of a run that died before its line, or that another instance outran', async () => {
    const [days, months]: [AnchorDays, AnchorDays] = [new Map(), new Map()];
    const store = memoryAnchors(days, months);
    await anchorAt('2026-01-01T00:07:00.000Z', rowsOf(chains(3)), store);
    const died = { ...store, append: () => Promise.reject(new Error('died')) };
    await expect(anchorAt('2026-01-01T01:07:00.000Z', rowsOf(chains(3, () => 2)), died)).rejects.toThrow('died');
    await anchorAt('2026-01-01T01:08:00.000Z', rowsOf(chains(3, () => 3)), store);
    await anchorAt('2026-01-01T02:07:00.000Z', rowsOf(chains(3, () => 4)), store);
    const { broken, chains: found } = await readAnchors(store, '2026-01-01T02:30:00.000Z');
    expect(broken).toEqual([]);
    expect(found.get(targetKey(chain(0)))?.points.map(({ sequence }) => sequence)).toEqual([1, 3, 4]);
  });

  test('leaves out a head that cannot be read, and names it', async () => {
    const rows = rowsOf([
      { target: TARGET, head: headOf(undefined) },
      { target: { ...TARGET, profile: 'gold' }, head: headOf(3) },
    ]);
    const done = await anchorHeads({ rows, store: memoryAnchors(), clock: systemClock, writer: 'test' });
    expect(done).toMatchObject({
      heads: 1,
      written: { number: 1 },
      unreadable: [`${TARGET.clusterId}|${TARGET.profile}`],
    });
  });

  test('never writes to a day before the newest one, though a clock goes wrong', async () => {
    const days: AnchorDays = new Map();
    for (const at of ['2026-01-02T00:07:00.000Z', '2026-01-01T23:07:00.000Z']) {
      const clock = { now: () => new Date(at) };
      await anchorHeads({ rows: rowsOf([]), store: memoryAnchors(days), clock, writer: 'test' });
    }
    expect([...days].map(([day, lines]) => [day, lines.length])).toEqual([['2026-01-02', 2]]);
  });

  test('several lines of heads are read as one, and in any order', async () => {
    const heads = chains(50).map(({ target, head }) => ({ target, sequence: 1, hash: must(head).hash }));
    const root = createHeadTree(heads).root();
    const lines = headsLines({ number: 1, root, from: null }, heads, 4096);
    expect(lines.length).toBeGreaterThan(2);
    expect(Math.max(...lines.map((line) => JSON.stringify(line).length))).toBeLessThan(4096);
    expect(headsFor(1, root, [...lines, ...lines].reverse())?.heads).toEqual(heads);
    expect(headsFor(1, root, lines.toSpliced(1, 1))).toBeUndefined();
    expect(headsFor(1, root, lines.slice(0, -1))).toBeUndefined();
    // The root shows that the first is missing.
    const steps = must(stepsTo({ number: 1, root }, undefined, lines.slice(1)));
    expect(treeAfter(undefined, steps)).toBeUndefined();
    expect(headsLines({ number: 1, root, from: null }, heads.slice(0, 2), 10)).toHaveLength(2);
  });

  test('gives up when others are always faster', async () => {
    const store = { ...memoryAnchors(), append: async () => false };
    const anchoring = anchorHeads({ rows: rowsOf([]), store, clock: systemClock, writer: 'test' });
    await expect(anchoring).rejects.toThrow('too many at once');
  });
});
