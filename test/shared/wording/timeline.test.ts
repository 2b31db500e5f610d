import { describe, expect, test } from 'vitest';
import type { RecordBody, RecordEntry } from '../../../shared/model/record.ts';
import { daysOf, describeDuration, foldHistory } from '../../../shared/wording/timeline.ts';
import { ACTION, TARGET } from '../../support/record.ts';

const trace = { call: 'PUT /x', at: '2026-01-05T08:30:00.000Z', status: 200 };
const intended: RecordBody = { type: 'actionIntended', action: ACTION };
const accepted: RecordBody = { type: 'actionAccepted', actionKey: ACTION.key, trace };
const done: RecordBody = { type: 'actionSucceeded', actionKey: ACTION.key, how: 'applied', after: {}, trace };
const failed: RecordBody = {
  type: 'actionFailed',
  actionKey: ACTION.key,
  failure: { class: 'conflict', code: 'Conflict', message: 'Busy.' },
};
const asked: RecordBody = { type: 'eventAccepted', operation: 'write', eventId: 'e1' };

function entries(...bodies: readonly (readonly [at: string, body: RecordBody])[]): readonly RecordEntry[] {
  return bodies.map(([at, body], index) => ({
    ...{ sequence: index + 1, at, target: TARGET, writer: 'test', body, previousHash: '', hash: '' },
  }));
}

const fold = (...bodies: readonly (readonly [at: string, body: RecordBody])[]) =>
  foldHistory(entries(...bodies)).map(({ from, sequence, title, took }) => [from, sequence, title, took]);

describe('an intent and its outcome are one line', () => {
  test('with all between them, at the time of the outcome', () => {
    const lines = foldHistory(
      entries(
        ['2026-01-05T08:30:00.000Z', intended],
        ['2026-01-05T08:30:02.000Z', accepted],
        ['2026-01-05T08:31:00.000Z', asked],
        ['2026-01-05T08:33:20.000Z', done],
      ),
    );
    expect(lines).toHaveLength(2);
    expect(lines[0]?.title).toBe('asked by event write');
    expect(lines[1]).toMatchObject({ from: 1, sequence: 4, at: '2026-01-05T08:33:20.000Z', took: '3 min 20 s' });
    expect(lines[1]?.title).toBe(`done (applied): ${ACTION.text}`);
    const details = lines[1]?.details.join('\n') ?? '';
    for (const part of [`entry 1: intends: ${ACTION.text}`, 'entry 2: accepted by Azure', 'entry 4: done (applied)'])
      expect(details).toContain(part);
    expect(details).not.toContain('entry 3');
  });

  test('each retry has its own line', () => {
    const [one, two, three, four] = [0, 10, 20, 25].map((at) => `2026-01-05T08:30:${String(at).padStart(2, '0')}.000Z`);
    expect(fold([one ?? '', intended], [two ?? '', failed], [three ?? '', intended], [four ?? '', done])).toEqual([
      [1, 2, `failed: ${ACTION.text}`, '10 s'],
      [3, 4, `done (applied): ${ACTION.text}`, '5 s'],
    ]);
  });

  test('an intent without an outcome, and an outcome without an intent, stay', () => {
    const at = '2026-01-05T08:30:00.000Z';
    expect(fold([at, intended], [at, accepted])).toHaveLength(2);
    expect(fold([at, done])).toEqual([[undefined, 1, `done (applied): ${ACTION.key}`, undefined]]);
    const other: RecordBody = { ...done, actionKey: 'other' } as RecordBody;
    expect(fold([at, intended], [at, other])).toHaveLength(2);
  });

  test('an intent that was repeated before any outcome does not swallow the one before', () => {
    const at = '2026-01-05T08:30:00.000Z';
    const numbers = fold([at, intended], [at, intended], [at, done]).map(([from, sequence]) => [from, sequence]);
    expect(numbers).toEqual([
      [undefined, 1],
      [2, 3],
    ]);
  });
});

test('entries that Backstay never wrote are shown, and break nothing', () => {
  const at = 'no time';
  const odd = [
    { type: 'actionIntended' },
    { type: 'actionSucceeded', actionKey: 5 },
    { type: 'x' },
  ] as never as RecordBody[];
  const lines = foldHistory(entries(...odd.map((body) => [at, body] as const)));
  expect(lines).toHaveLength(3);
  expect(daysOf(lines).map(({ day }) => day)).toEqual(['No time']);
  expect(fold([at, intended], ['2026-01-05T08:30:00.000Z', done])).toMatchObject([
    [1, 2, expect.any(String), undefined],
  ]);
});

test('days follow the lines', () => {
  const lines = foldHistory(
    entries(
      ['2026-01-05T23:59:00.000Z', asked],
      ['2026-01-06T00:01:00.000Z', asked],
      ['2026-01-06T08:01:00.000Z', asked],
    ),
  );
  expect(daysOf(lines.toReversed()).map(({ day, lines: some }) => [day, some.length])).toEqual([
    ['2026-01-06', 2],
    ['2026-01-05', 1],
  ]);
});

test.each([
  [0.2, 'under 1 s'],
  [14.4, '14 s'],
  [60, '1 min'],
  [200, '3 min 20 s'],
  [3600, '1 h'],
  [7500, '2 h 5 min'],
  [100_000, '1 d 3 h'],
])('%d s is %s', (seconds, words) => expect(describeDuration(seconds)).toBe(words));
