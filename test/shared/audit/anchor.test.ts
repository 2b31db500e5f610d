import { describe, expect, test } from 'vitest';
import {
  type AnchorBefore,
  type AnchoredHead,
  anchorHash,
  BEFORE_FIRST_ANCHOR,
  NO_ANCHOR_HASH,
  nextAnchor,
  parseAnchor,
} from '../../../shared/audit/anchor.ts';
import { anchorHeads } from '../../../shared/audit/anchor-heads.ts';
import { systemClock } from '../../../shared/lib/clock.ts';
import { type AnchorDays, memoryAnchors } from '../../support/memory-anchors.ts';
import { TARGET } from '../../support/record.ts';

const WRITING = { at: '2026-01-01T00:07:00.000Z', writer: 'test' };
const head = (sequence: number): AnchoredHead => ({ target: TARGET, sequence, hash: 'a'.repeat(64) });
const heads = (count: number) => Array.from({ length: count }, (_, index) => head(index + 1));

describe('an anchor line', () => {
  test('holds the heads, links to the line before, and is read as it was written', () => {
    const { line, rest } = nextAnchor(heads(2), BEFORE_FIRST_ANCHOR, WRITING);
    expect(line).toMatchObject({ ...WRITING, number: 1, heads: heads(2), left: 0, previousAnchorHash: NO_ANCHOR_HASH });
    expect(rest).toEqual([]);
    expect(line.hash).toBe(anchorHash(line));
    expect(parseAnchor(JSON.stringify(line))).toEqual(line);
  });

  test('is never longer than a block, and the next ones hold the rest', () => {
    const most = 4096;
    let [rest, previous, found]: [readonly AnchoredHead[], AnchorBefore, AnchoredHead[]] = [
      heads(50),
      BEFORE_FIRST_ANCHOR,
      [],
    ];
    let lines = 0;
    while (rest.length > 0) {
      const next = nextAnchor(rest, previous, WRITING, most);
      expect(JSON.stringify(next.line).length).toBeLessThan(most);
      found = [...found, ...next.line.heads];
      expect(next.line).toMatchObject({ number: ++lines, left: next.rest.length });
      [rest, previous] = [next.rest, next.line];
    }
    expect(found).toEqual(heads(50));
    expect(lines).toBeGreaterThan(2);
  });

  test('holds one head at least, so that there is an end', () => {
    expect(nextAnchor(heads(2), BEFORE_FIRST_ANCHOR, WRITING, 10).rest).toEqual([head(2)]);
  });

  const { line } = nextAnchor(heads(1), BEFORE_FIRST_ANCHOR, WRITING);
  test.each<[string, string]>([
    ['nothing', ''],
    ['text', 'junk'],
    ['null', 'null'],
    ['a number', '7'],
    ['an entry of another kind', '{"a":1}'],
    ['heads that are no list', JSON.stringify({ ...line, heads: {} })],
    ['a head that is none', JSON.stringify({ ...line, heads: [null] })],
    ['half a number', JSON.stringify({ ...line, heads: [head(0.5)] })],
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
    expect(done).toEqual({ heads: 0, written: [parseAnchor([...days.values()].flat()[0] ?? '')], unreadable: [] });
    expect([...days.values()].flat()).toHaveLength(1);
  });

  test('leaves out a head that cannot be read, and names it', async () => {
    const rows = rowsOf([
      { target: TARGET, head: headOf(undefined) },
      { target: { ...TARGET, profile: 'gold' }, head: headOf(3) },
    ]);
    const done = await anchorHeads({ rows, store: memoryAnchors(), clock: systemClock, writer: 'test' });
    expect(done).toMatchObject({
      heads: 1,
      written: [{ number: 1 }],
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

  test('gives up when others are always faster', async () => {
    const store = { ...memoryAnchors(), append: async () => false };
    const anchoring = anchorHeads({ rows: rowsOf([]), store, clock: systemClock, writer: 'test' });
    await expect(anchoring).rejects.toThrow('too many at once');
  });
});
