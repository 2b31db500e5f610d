import { describe, expect, test } from 'vitest';
import { EMPTY_HEAD, nextEntries } from '../../../shared/audit/record.ts';
import { verifyChain } from '../../../shared/audit/verify.ts';
import type { RecordBody, RecordEntry } from '../../../shared/model/record.ts';
import { must } from '../../support/facts.ts';
import { ACTION, TARGET } from '../../support/record.ts';

const AT = '2026-01-01T00:00:00.000Z';
const trace = { call: 'PUT /x', at: AT };
const STORY: readonly RecordBody[] = [
  { type: 'eventAccepted', operation: 'o', eventId: 'e' },
  { type: 'actionIntended', action: ACTION },
  { type: 'actionAccepted', actionKey: ACTION.key, operationUrl: 'https://arm/op', retryAfterSeconds: 5, trace },
  { type: 'actionSucceeded', actionKey: ACTION.key, how: 'applied', after: {}, trace },
  { type: 'verdictChanged', from: 'Unknown', to: 'Ready', reason: 'AllSatisfied' },
];

function write(bodies: readonly RecordBody[], head = EMPTY_HEAD) {
  return nextEntries(head, bodies, { target: TARGET, at: AT, writer: 'test' });
}

describe('a chain', () => {
  test('numbers its entries and links each to the one before', () => {
    const { entries, head } = write(STORY);
    expect(entries.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5]);
    expect(entries.slice(1).map(({ previousHash }) => previousHash)).toEqual(
      entries.slice(0, -1).map(({ hash }) => hash),
    );
    expect(head).toMatchObject({ sequence: 5, hash: entries.at(-1)?.hash });
  });

  test('written in parts is the same chain', () => {
    const first = write(STORY.slice(0, 2));
    const second = write(STORY.slice(2), first.head);
    expect([...first.entries, ...second.entries]).toEqual(write(STORY).entries);
    expect(second.head).toEqual(write(STORY).head);
  });

  test('knows at its head what was started and has no outcome', () => {
    const opened = write(STORY.slice(0, 2)).head.open;
    expect(opened).toEqual([{ action: ACTION, intendedAt: AT }]);
    expect(write(STORY.slice(0, 3)).head.open).toEqual([
      { action: ACTION, intendedAt: AT, accepted: { at: AT, operationUrl: 'https://arm/op', retryAfterSeconds: 5 } },
    ]);
    expect(write(STORY).head.open).toEqual([]);
  });

  test.each([
    ['an outcome without an intent', [must(STORY[3])]],
    ['a second outcome', [...STORY, must(STORY[3])]],
    ['an intent for what is open', [...STORY.slice(0, 2), must(STORY[1])]],
  ])('refuses %s', (_, bodies) => {
    expect(() => write(bodies)).toThrow(ACTION.key);
  });
});

describe('verifying', () => {
  const { entries, head } = write(STORY);
  const altered = (index: number, change: Partial<RecordEntry>) =>
    entries.map((entry, at) => (at === index ? { ...entry, ...change } : entry));

  test('an unbroken chain', () => {
    expect(verifyChain(entries, head)).toEqual({ ok: true, entries: 5 });
    expect(verifyChain([], EMPTY_HEAD)).toEqual({ ok: true, entries: 0 });
  });

  test.each<[string, readonly RecordEntry[], typeof head, number, string]>([
    ['an altered field', altered(2, { at: '2026-01-02T00:00:00.000Z' }), head, 3, 'Altered'],
    [
      'an altered body',
      altered(1, { body: { type: 'actionIntended', action: { ...ACTION, text: 'else' } } }),
      head,
      2,
      'Altered',
    ],
    ['an altered hash', altered(4, { hash: 'f'.repeat(64) }), head, 5, 'Altered'],
    ['a removed entry', entries.filter((_, index) => index !== 2), head, 3, 'Missing'],
    ['a removed first entry', entries.slice(1), head, 1, 'Missing'],
    ['a removed tail', entries.slice(0, 3), head, 4, 'TailMissing'],
    ['everything removed', [], head, 1, 'TailMissing'],
    ['entries in another order', [must(entries[1]), must(entries[0]), ...entries.slice(2)], head, 1, 'Reordered'],
    ['a removed head', entries, EMPTY_HEAD, 5, 'HeadAltered'],
    [
      'a head that hides what is open',
      write(STORY.slice(0, 2)).entries,
      { ...write(STORY.slice(0, 2)).head, open: [] },
      2,
      'HeadAltered',
    ],
    [
      'a re-written entry with a hash that fits',
      [...altered(0, must(write([{ type: 'eventAccepted', operation: 'x', eventId: 'y' }]).entries[0]))],
      head,
      2,
      'NotLinked',
    ],
    [
      'a re-written end',
      [
        ...entries.slice(0, 4),
        must(
          write([{ type: 'verdictChanged', from: 'Unknown', to: 'Failed', reason: 'x' }], write(STORY.slice(0, 4)).head)
            .entries[0],
        ),
      ],
      head,
      5,
      'HeadAltered',
    ],
  ])('finds %s', (_, found, end, sequence, problem) => {
    expect(verifyChain(found, end)).toMatchObject({ ok: false, sequence, problem });
  });
});
