import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  type AnchorBefore,
  type AnchoredHead,
  type AnchorLine,
  anchorHash,
  nextAnchor,
  parseAnchor,
} from '../../../shared/audit/anchor.ts';
import { anchorHeads } from '../../../shared/audit/anchor-heads.ts';
import type { Chain } from '../../../shared/audit/chain-rows.ts';
import type { HeadsLine } from '../../../shared/audit/moved-heads.ts';
import { EMPTY_HEAD, hashOf, headAfter, nextEntries } from '../../../shared/audit/record.ts';
import { type ChainReport, type RecordReport, verifyRecord } from '../../../shared/audit/verify-record.ts';
import type { RecordBody, RecordEntry } from '../../../shared/model/record.ts';
import type { Target } from '../../../shared/model/target.ts';
import { createTrail } from '../../../shared/storage/table-trail.ts';
import { must } from '../../support/facts.ts';
import { type AnchorDays, memoryAnchors } from '../../support/memory-anchors.ts';
import { ACTION, TARGET } from '../../support/record.ts';
import { claimStorage } from '../../support/shared-storage.ts';
import { storageAt } from '../../support/stored-targets.ts';
import { type Tamper, type Vulnerable, vulnerableMemory, vulnerableStorage } from '../../support/tampering.ts';

const storage = storageAt(claimStorage());

const trace = { call: 'PUT /x', at: '2026-01-01T10:00:00.000Z' };
const event = (eventId: string): RecordBody => ({ type: 'eventAccepted', operation: 'o', eventId });
const LAST_WRITTEN = '2026-01-03T02:30:00.000Z';
const NOW = '2026-01-03T03:00:00.000Z';
/** Two lines on the first day, one on the third. */
const [FIRST_ANCHOR, ...LATER_ANCHORS] = [
  '2026-01-01T22:07:00.000Z',
  '2026-01-01T23:07:00.000Z',
  ...['02', '05', '08', '11', '14', '17', '20', '23'].map((hour) => `2026-01-02T${hour}:07:00.000Z`),
  '2026-01-03T02:07:00.000Z',
] as const;

/**
 * Six entries, anchored when there were three and when there were five; no anchor has the sixth
 * yet.
 */
async function write({ rows, tamperAnchors, tamperHeads }: Vulnerable): Promise<void> {
  const days: AnchorDays = new Map();
  const months: AnchorDays = new Map();
  const store = memoryAnchors(days, months);
  let now = '';
  const clock = { now: () => new Date(now) };
  const trail = createTrail(rows, clock, 'test');
  const anchor = () => anchorHeads({ rows, store, clock, writer: 'test' });
  now = '2026-01-01T22:00:00.000Z';
  await trail.append(TARGET, [event('1'), { type: 'actionIntended', action: ACTION }, event('3')]);
  now = FIRST_ANCHOR;
  await anchor();
  now = '2026-01-01T22:30:00.000Z';
  await trail.append(TARGET, [
    { type: 'actionSucceeded', actionKey: ACTION.key, how: 'applied', after: {}, trace },
    event('5'),
  ]);
  for (now of LATER_ANCHORS) await anchor();
  now = LAST_WRITTEN;
  await trail.append(TARGET, [event('6')]);
  await tamperAnchors((stored) => {
    for (const [day, lines] of days) stored.set(day, lines);
  });
  await tamperHeads((stored) => {
    for (const [month, lines] of months) stored.set(month, lines);
  });
}

async function verify({ rows, anchors }: Vulnerable, now = NOW) {
  const reports: RecordReport[] = [];
  for await (const report of verifyRecord(rows, anchors, now)) reports.push(report);
  const chains = reports.filter((report): report is ChainReport => report.about === 'chain');
  return { anchors: must(reports.find((report) => report.about === 'anchors')), chains };
}

const at =
  (number: number, change: (entry: RecordEntry) => RecordEntry | undefined): Tamper =>
  (chain) => ({
    ...chain,
    entries: chain.entries.map((entry) => (entry?.sequence === number ? change(entry) : entry)),
  });

/** Takes entries, and moves the head back to the last of them. */
const cutTo =
  (count: number): Tamper =>
  (chain) => ({ ...chain, ...retold(chain, count, []) });

/** Keeps entries, and goes on with others, with hashes and head as if it had always been so. */
const rewriteFrom =
  (number: number): Tamper =>
  (chain) => {
    const bodies = wholeOf(chain)
      .slice(number - 1)
      .map(({ body }) => (body.type === 'eventAccepted' ? event('forged') : body));
    return { ...chain, ...retold(chain, number - 1, bodies) };
  };

function retold(chain: Chain, keep: number, bodies: readonly RecordBody[], writer = 'forger') {
  const kept = wholeOf(chain).slice(0, keep);
  const next = nextEntries(kept.reduce(headAfter, EMPTY_HEAD), bodies, { target: TARGET, at: LAST_WRITTEN, writer });
  return { entries: [...kept, ...next.entries], head: next.head };
}

const wholeOf = ({ entries }: Chain): readonly RecordEntry[] => entries.flatMap((entry) => entry ?? []);
const insertAt =
  (index: number, make: (chain: Chain) => RecordEntry | undefined): Tamper =>
  (chain) => ({ ...chain, entries: chain.entries.toSpliced(index, 0, make(chain)) });
const forge = (entry: RecordEntry): RecordEntry => ({ ...entry, hash: hashOf(entry) });

const TAMPERINGS: readonly (readonly [string, Tamper, { sequence: number; problem: string }])[] = [
  ['an altered time', at(4, (entry) => ({ ...entry, at: trace.at })), { sequence: 4, problem: 'Altered' }],
  ['an altered body', at(2, (entry) => ({ ...entry, body: event('x') })), { sequence: 2, problem: 'Altered' }],
  ['an altered number', at(3, (entry) => ({ ...entry, sequence: 1 })), { sequence: 3, problem: 'Altered' }],
  ['an altered number at the end', at(6, (entry) => ({ ...entry, sequence: 9 })), { sequence: 6, problem: 'Altered' }],
  ['an altered link', at(5, (entry) => ({ ...entry, previousHash: '' })), { sequence: 5, problem: 'Altered' }],
  ['an entry made unreadable', at(3, () => undefined), { sequence: 3, problem: 'Altered' }],
  ['half a letter', at(3, (entry) => ({ ...entry, writer: '\ud800' })), { sequence: 3, problem: 'Altered' }],
  [
    'an altered entry with a hash that fits',
    at(1, (entry) => forge({ ...entry, body: event('x') })),
    { sequence: 2, problem: 'NotLinked' },
  ],
  [
    'a removed entry',
    (chain) => ({ ...chain, entries: chain.entries.toSpliced(3, 1) }),
    { sequence: 4, problem: 'Missing' },
  ],
  [
    'a removed first entry',
    (chain) => ({ ...chain, entries: chain.entries.slice(1) }),
    { sequence: 1, problem: 'Missing' },
  ],
  [
    'a removed tail',
    (chain) => ({ ...chain, entries: chain.entries.slice(0, 5) }),
    { sequence: 6, problem: 'TailMissing' },
  ],
  ['a removed tail, and the head moved back', cutTo(4), { sequence: 5, problem: 'TailMissing' }],
  [
    'a chain started again',
    (chain) => ({ ...chain, ...retold(chain, 0, [event('x')]) }),
    { sequence: 2, problem: 'TailMissing' },
  ],
  ['a chain re-written from the first entry on', rewriteFrom(1), { sequence: 3, problem: 'Rewritten' }],
  ['a chain re-written from an entry on', rewriteFrom(4), { sequence: 5, problem: 'Rewritten' }],
  ['a re-written entry that was the last one anchored', rewriteFrom(5), { sequence: 5, problem: 'Rewritten' }],
  [
    'an entry taken out, and all after it re-written',
    (chain) => ({
      ...chain,
      ...retold(
        chain,
        0,
        wholeOf(chain)
          .toSpliced(2, 1)
          .map(({ body }) => body),
        'test',
      ),
    }),
    { sequence: 3, problem: 'Rewritten' },
  ],
  ['the whole chain removed', () => undefined, { sequence: 1, problem: 'ChainMissing' }],
  [
    'two entries that changed places',
    (chain) => ({ ...chain, entries: [0, 2, 1, 3, 4, 5].map((index) => chain.entries[index]) }),
    { sequence: 2, problem: 'Reordered' },
  ],
  [
    'an inserted entry that is linked',
    insertAt(3, (chain) => retold(chain, 3, [event('x')]).entries[3]),
    { sequence: 4, problem: 'Inserted' },
  ],
  [
    'an inserted entry that is not linked',
    insertAt(3, (chain) => forge({ ...must(wholeOf(chain)[3]), previousHash: '', writer: 'x' })),
    { sequence: 4, problem: 'Inserted' },
  ],
  [
    'an inserted entry with a hash that does not fit',
    insertAt(3, (chain) => ({ ...must(wholeOf(chain)[3]), writer: 'x' })),
    { sequence: 4, problem: 'Inserted' },
  ],
  ['an entry that is there twice', insertAt(3, (chain) => chain.entries[1]), { sequence: 2, problem: 'Inserted' }],
  ['a row of junk behind the end', insertAt(6, () => undefined), { sequence: 7, problem: 'Inserted' }],
  [
    'an outcome without an intent',
    (chain) => {
      const { head } = retold(chain, 5, []);
      const [entry] = wholeOf(chain).slice(3, 4);
      return {
        ...chain,
        entries: [...chain.entries.slice(0, 5), forge({ ...must(entry), sequence: 6, previousHash: head.hash })],
      };
    },
    { sequence: 6, problem: 'Altered' },
  ],
  [
    'entries of another target',
    (chain) => {
      const target = { ...TARGET, profile: 'other' };
      const { entries, head } = nextEntries(EMPTY_HEAD, [event('x')], { target, at: trace.at, writer: 'test' });
      return { ...chain, entries, head };
    },
    { sequence: 1, problem: 'Foreign' },
  ],
  [
    'a head moved back',
    (chain) => ({ ...chain, head: retold(chain, 5, []).head }),
    { sequence: 6, problem: 'HeadAltered' },
  ],
  [
    'a head that hides what is open',
    (chain) => ({ ...chain, ...retold(chain, 3, []), head: { ...retold(chain, 3, []).head, open: [] } }),
    { sequence: 4, problem: 'TailMissing' },
  ],
  [
    'a head with another hash',
    (chain) => ({ ...chain, head: { ...must(chain.head), hash: 'f'.repeat(64) } }),
    { sequence: 6, problem: 'HeadAltered' },
  ],
  ['a head of junk', (chain) => ({ ...chain, head: undefined }), { sequence: 6, problem: 'HeadAltered' }],
  [
    'a removed head',
    (chain) => ({ ...chain, head: undefined, withoutHead: true }),
    { sequence: 6, problem: 'HeadAltered' },
  ],
];

/**
 * Entries after the last anchor can be changed by a holder of the key; anchoring often keeps them
 * few.
 */
const UNSEEN: readonly (readonly [string, Tamper])[] = [
  ['nothing', (chain) => chain],
  ['an unanchored tail removed, and the head moved back', cutTo(5)],
  ['an unanchored entry re-written', rewriteFrom(6)],
];

type Anchored = { day: string; line?: number; problem: string } | { sequence: number; problem: string } | undefined;
const [FIRST, SECOND, THIRD] = ['2026-01-01', '2026-01-02', '2026-01-03'];
const change = (day: string, line: number, how: (anchor: AnchorLine) => object) => (days: AnchorDays) => {
  const lines = must(days.get(day));
  lines[line - 1] = JSON.stringify(how(JSON.parse(must(lines[line - 1]))));
};
const rehash = (line: AnchorLine): AnchorLine => ({ ...line, hash: anchorHash(line) });
/** A line as versions before the tree of heads wrote it. */
function lineWithHeads(heads: readonly AnchoredHead[], left: number, before: AnchorBefore, at: string): AnchorLine {
  const number = (before.number ?? 0) + 1;
  return rehash({ at, writer: 'test', number, heads, left, previousAnchorHash: before.hash, hash: '' });
}
/** A line as Backstay would write it, but for its time and number. */
function append(days: AnchorDays, day: string, at: string, number?: number): void {
  const before = must(
    must(days.get(day))
      .map((text) => parseAnchor(text))
      .at(-1),
  );
  const tree = { root: before.root ?? '', size: before.size ?? 0 };
  const line = nextAnchor(tree, number === undefined ? before : { ...before, number: number - 1 }, {
    at,
    writer: 'forger',
  });
  days.get(day)?.push(JSON.stringify(line));
}

const ANCHOR_TAMPERINGS: readonly (readonly [string, (days: AnchorDays) => void, Anchored])[] = [
  ['an altered line', change(FIRST, 2, (line) => ({ ...line, size: 9 })), { day: FIRST, line: 2, problem: 'Altered' }],
  [
    'an altered hash',
    change(FIRST, 1, (line) => ({ ...line, hash: 'f' })),
    { day: FIRST, line: 1, problem: 'Altered' },
  ],
  ['a line that is none', change(FIRST, 1, () => ({})), { day: FIRST, line: 1, problem: 'Unreadable' }],
  [
    'a re-written line with a hash that fits',
    change(FIRST, 1, (line) => rehash({ ...line, writer: 'forger' })),
    { day: FIRST, line: 2, problem: 'NotLinked' },
  ],
  ['a removed line', (days) => days.get(FIRST)?.pop(), { day: SECOND, line: 1, problem: 'NotLinked' }],
  ['an inserted line', (days) => days.get(FIRST)?.splice(1, 0, 'junk'), { day: FIRST, line: 2, problem: 'Unreadable' }],
  ['a missing day', (days) => days.delete(SECOND), { day: SECOND, problem: 'DayMissing' }],
  ['a missing first day', (days) => days.delete(FIRST), { day: FIRST, problem: 'DayMissing' }],
  ['the newest day missing', (days) => days.delete(THIRD), { day: THIRD, problem: 'Gap' }],
  [
    'the newest lines missing of a day that has others',
    (days) => {
      days.delete(THIRD);
      days.get(SECOND)?.splice(5);
    },
    { day: THIRD, problem: 'Gap' },
  ],
  [
    'a line of the past behind the newest',
    (days) => append(days, THIRD, '2026-01-03T00:30:00.000Z'),
    { day: THIRD, line: 2, problem: 'WrongTime' },
  ],
  [
    'a line of the future behind the newest',
    (days) => append(days, THIRD, '2026-01-03T09:07:00.000Z'),
    { day: THIRD, line: 2, problem: 'WrongTime' },
  ],
  [
    'a line with another number',
    (days) => append(days, THIRD, '2026-01-03T02:20:00.000Z', 99),
    { day: THIRD, line: 2, problem: 'NotLinked' },
  ],
  [
    'the days missing in which entries were anchored',
    (days) => {
      days.clear();
    },
    { sequence: 1, problem: 'NotAnchored' },
  ],
];

const changeHeads = (line: number, how: (heads: HeadsLine) => object | undefined) => (months: AnchorDays) => {
  const lines = must(months.get('2026-01'));
  const changed = how(JSON.parse(must(lines[line - 1])));
  lines.splice(line - 1, 1, ...(changed === undefined ? [] : [JSON.stringify(changed)]));
};
/**
 * The first line of heads belongs to the first anchor line, the second to the second; no head has
 * moved since.
 */
const HEADS_TAMPERINGS: readonly (readonly [string, (months: AnchorDays) => void, number])[] = [
  ['all of them removed', (months) => months.clear(), 1],
  [
    'a head altered',
    changeHeads(1, (line) => ({ ...line, heads: line.heads.map((head) => ({ ...head, hash: 'f'.repeat(64) })) })),
    1,
  ],
  ['a line removed', changeHeads(2, () => undefined), 2],
  ['a line that is none', changeHeads(2, () => ({})), 2],
  ['a head that goes back', changeHeads(2, (line) => ({ ...line, heads: [] })), 2],
  [
    'a chain that was invented',
    changeHeads(2, (line) => ({
      ...line,
      heads: [...line.heads, { target: { ...TARGET, profile: 'x' }, sequence: 1, hash: 'f' }],
    })),
    2,
  ],
  ['the root of another anchor', changeHeads(2, (line) => ({ ...line, root: 'f'.repeat(64) })), 2],
];

describe.each<[string, () => Promise<Vulnerable>]>([
  ['in memory', async () => vulnerableMemory()],
  ['in storage', () => vulnerableStorage(storage)],
])('%s, verifying', (_, open) => {
  test.each(TAMPERINGS)('finds %s', async (_, tamper, expected) => {
    const record = await open();
    await write(record);
    await record.tamper(TARGET, tamper);
    const { anchors, chains } = await verify(record);
    expect(anchors).toMatchObject({ ok: true, lines: 11, lastAt: '2026-01-03T02:07:00.000Z' });
    expect(chains).toMatchObject([{ target: TARGET, verification: { ok: false, ...expected } }]);
  });

  test.each(UNSEEN)('takes %s for sound', async (_, tamper) => {
    const record = await open();
    await write(record);
    await record.tamper(TARGET, tamper);
    expect((await verify(record)).chains).toMatchObject([{ verification: { ok: true } }]);
  });

  test.each(ANCHOR_TAMPERINGS)('the anchors: %s', async (_, tamper, expected) => {
    const record = await open();
    await write(record);
    await record.tamperAnchors(tamper);
    const { anchors, chains } = await verify(record);
    expect(anchors.broken).toMatchObject(expected !== undefined && 'day' in expected ? [expected] : []);
    expect(chains).toMatchObject([
      { verification: expected !== undefined && 'sequence' in expected ? expected : { ok: true } },
    ]);
  });

  test.each(HEADS_TAMPERINGS)('the heads that anchors vouch for: %s', async (_, tamper, line) => {
    const record = await open();
    await write(record);
    await record.tamperHeads(tamper);
    const { anchors } = await verify(record);
    expect(anchors).toMatchObject({ ok: false, lines: 11, broken: [{ day: FIRST, line, problem: 'HeadsAltered' }] });
    // Anchoring goes on with a full list, and from then on everything is vouched for again.
    const clock = { now: () => new Date('2026-01-03T03:07:00.000Z') };
    const { isTreeLost } = await anchorHeads({ rows: record.rows, store: record.anchors, clock, writer: 'test' });
    expect(isTreeLost).toBe(true);
    expect((await verify(record, '2026-01-03T03:30:00.000Z')).anchors.broken).toHaveLength(1);
    await record.tamper(TARGET, rewriteFrom(2));
    expect((await verify(record, '2026-01-03T03:30:00.000Z')).chains).toMatchObject([
      { target: TARGET, verification: { ok: false, problem: 'Rewritten' } },
    ]);
  });

  test('says how much was written since the last anchor, and finds what should have been anchored by now', async () => {
    const record = await open();
    await write(record);
    expect((await verify(record)).chains).toMatchObject([{ entries: 6, sinceAnchor: 1, verification: { ok: true } }]);
    expect((await verify(record, '2026-01-03T06:01:00.000Z')).chains).toMatchObject([
      { verification: { ok: false, sequence: 6, problem: 'NotAnchored' } },
    ]);
  });

  test('the newest 30 h of anchors cut off, the chain rewritten, and anchored an hour later', async () => {
    const record = await open();
    await write(record);
    await record.tamper(TARGET, (chain) => ({ ...chain, ...retold(chain, 3, [event('forged')]) }));
    await record.tamperAnchors((days) => {
      days.delete(THIRD);
      days.delete(SECOND);
      days.get(FIRST)?.splice(1);
    });
    const clock = { now: () => new Date('2026-01-03T03:07:00.000Z') };
    await anchorHeads({ rows: record.rows, store: record.anchors, clock, writer: 'test' });
    const { anchors } = await verify(record, '2026-01-03T03:30:00.000Z');
    expect(anchors).toMatchObject({
      ok: false,
      broken: [{ day: THIRD, line: 1, problem: 'Gap', message: expect.stringContaining(FIRST_ANCHOR) }],
    });
  });

  test('an empty record, and days without anchors', async () => {
    const record = await open();
    expect(await verify(record)).toMatchObject({ anchors: { ok: true, lines: 0 }, chains: [] });
    for (const day of ['2026-01-01', '2026-01-04']) {
      const clock = { now: () => new Date(`${day}T10:07:00.000Z`) };
      await anchorHeads({ rows: record.rows, store: record.anchors, clock, writer: 'test' });
    }
    expect((await verify(record, '2026-01-04T11:00:00.000Z')).anchors).toMatchObject({
      ok: false,
      broken: [{ day: '2026-01-04', line: 1, problem: 'Gap' }],
    });
  });
});

/**
 * A chain with hashes that fit, written at a time that its anchors contradict. All but the first is
 * anchored again.
 */
const DATES: readonly (readonly [string, (record: Vulnerable) => Promise<Target>, object])[] = [
  [
    'an entry after the last anchor that says it is older than that',
    (record) => extend(record, TARGET, '2026-01-02T01:00:00.000Z'),
    { sequence: 7, problem: 'BackDated' },
  ],
  [
    'an entry that says it is of next week',
    (record) => extend(record, TARGET, '2026-01-10T00:00:00.000Z'),
    { sequence: 7, problem: 'FutureDated' },
  ],
  ['an entry whose time is none', (record) => extend(record, TARGET, 'soon'), { sequence: 7, problem: 'WrongTime' }],
  [
    'a back-dated entry that was anchored since',
    async (record) => anchored(record, await extend(record, TARGET, '2026-01-02T23:00:00.000Z')),
    { sequence: 7, problem: 'BackDated' },
  ],
  [
    'a future-dated entry that was anchored since',
    async (record) => anchored(record, await extend(record, TARGET, '2026-01-03T09:00:00.000Z')),
    { sequence: 7, problem: 'FutureDated' },
  ],
  [
    'an invented chain',
    (record) => extend(record, OTHER, '2026-01-02T09:00:00.000Z'),
    { sequence: 1, problem: 'BackDated' },
  ],
  [
    'an invented chain that was anchored since',
    async (record) => anchored(record, await extend(record, OTHER, '2026-01-02T09:00:00.000Z')),
    { sequence: 1, problem: 'BackDated' },
  ],
];

const OTHER: Target = { ...TARGET, profile: 'other' };

async function extend({ rows }: Vulnerable, target: Target, at: string): Promise<Target> {
  const { head, etag } = await rows.readHead(target);
  const next = nextEntries(head, [event('invented')], { target, at, writer: 'test' });
  await rows.extend(target, next.entries, next.head, etag);
  return target;
}

async function anchored({ rows, anchors: store }: Vulnerable, target: Target): Promise<Target> {
  const clock = { now: () => new Date('2026-01-03T03:07:00.000Z') };
  await anchorHeads({ rows, store, clock, writer: 'test' });
  return target;
}

describe('the anchors say when an entry was written: it finds', () => {
  test.each(DATES)('%s', async (_, forge, expected) => {
    const record = vulnerableMemory();
    await write(record);
    const target = await forge(record);
    const { anchors, chains } = await verify(record, '2026-01-03T03:30:00.000Z');
    expect(anchors.broken).toEqual([]);
    const found = chains.filter((chain) => chain.target.profile === target.profile);
    expect(found).toMatchObject([{ verification: { ok: false, ...expected } }]);
  });

  test('nothing wrong with a new chain, with clocks that differ by minutes, and with one whose head was anchored in a later line', async () => {
    const record = vulnerableMemory();
    await write(record);
    await extend(record, OTHER, '2026-01-03T02:00:00.000Z');
    await extend(record, TARGET, '2026-01-03T03:10:00.000Z');
    await anchored(record, TARGET);
    const { chains } = await verify(record, '2026-01-03T03:30:00.000Z');
    expect(chains).toMatchObject([{ verification: { ok: true } }, { verification: { ok: true } }]);
  });

  test('nothing wrong with a chain that is in the second line of the run in which it first appears', async () => {
    const record = vulnerableMemory();
    await write(record);
    await extend(record, OTHER, '2026-01-03T02:30:00.000Z');
    const at = '2026-01-03T03:07:00.000Z';
    const heads = [];
    for await (const { target, head } of record.rows.heads()) heads.push({ target, ...must(head) });
    const end = await record.anchors.end();
    const one = lineWithHeads(heads.slice(0, 1), 1, end.before, at);
    const two = lineWithHeads(heads.slice(1), 0, one, '2026-01-03T03:27:00.000Z');
    await record.tamperAnchors((days) => days.get(THIRD)?.push(JSON.stringify(one), JSON.stringify(two)));
    const { anchors, chains } = await verify(record, '2026-01-03T03:30:00.000Z');
    expect(anchors.broken).toEqual([]);
    expect(chains).toMatchObject([{ verification: { ok: true } }, { verification: { ok: true } }]);
  });
});

test('a chain that was moved to another partition is not taken for the one that it names', async () => {
  const record = await vulnerableStorage(storage);
  await write(record);
  await record.moveRows('elsewhere');
  const { chains } = await verify(record);
  expect(chains).toMatchObject([
    { target: { clusterId: 'partition elsewhere' }, verification: { sequence: 1, problem: 'Foreign' } },
    { target: TARGET, verification: { sequence: 1, problem: 'ChainMissing' } },
  ]);
});

describe('anchors that an older version wrote, each with all heads in it,', () => {
  const { days, chain } = JSON.parse(
    readFileSync(new URL('./fixtures/anchors-with-heads.json', import.meta.url), 'utf8'),
  );
  const old = async () => {
    const record = vulnerableMemory();
    await record.rows.extend(chain.target, chain.entries, chain.head, undefined);
    await record.tamperAnchors((stored) => {
      for (const { day, lines } of days)
        stored.set(
          day,
          lines.map((line: object) => JSON.stringify(line)),
        );
    });
    return record;
  };
  const at = '2026-01-02T03:00:00.000Z';

  test('verify as before', async () => {
    const { anchors, chains } = await verify(await old(), at);
    expect(anchors).toMatchObject({ ok: true, lines: 3 });
    expect(chains).toMatchObject([{ entries: 5, sinceAnchor: 0, verification: { ok: true } }]);
  });

  test.each<[string, Tamper, object]>([
    ['a chain that was cut', cutTo(4), { sequence: 5, problem: 'TailMissing' }],
    ['a chain that was re-written', rewriteFrom(2), { sequence: 3, problem: 'Rewritten' }],
  ])('show %s, also after a line of this version', async (_, tamper, expected) => {
    const record = await old();
    const clock = { now: () => new Date('2026-01-02T03:07:00.000Z') };
    await anchorHeads({ rows: record.rows, store: record.anchors, clock, writer: 'test' });
    await record.tamper(chain.target, tamper);
    const { anchors, chains } = await verify(record, '2026-01-02T03:30:00.000Z');
    expect(anchors.broken).toEqual([]);
    expect(chains).toMatchObject([{ verification: { ok: false, ...expected } }]);
  });

  test('may be written beside those of this version while one follows on the other', async () => {
    const record = await old();
    const clock = { now: () => new Date('2026-01-02T03:07:00.000Z') };
    await anchorHeads({ rows: record.rows, store: record.anchors, clock, writer: 'test' });
    const { before, day } = await record.anchors.end();
    const { sequence, hash } = chain.head;
    const line = lineWithHeads([{ target: chain.target, sequence, hash }], 0, before, '2026-01-02T04:07:00.000Z');
    await record.tamperAnchors((stored) => stored.get(must(day))?.push(JSON.stringify(line)));
    const later = { now: () => new Date('2026-01-02T05:07:00.000Z') };
    await anchorHeads({ rows: record.rows, store: record.anchors, clock: later, writer: 'test' });
    const { anchors, chains } = await verify(record, '2026-01-02T05:30:00.000Z');
    expect(anchors).toMatchObject({ ok: true, lines: 6 });
    expect(chains).toMatchObject([{ verification: { ok: true } }]);
  });
});
