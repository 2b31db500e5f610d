import { expect, test } from 'vitest';
import { readAuditPage } from '../../../shared/audit/audit-page.ts';
import { systemClock } from '../../../shared/lib/clock.ts';
import type { RecordBody } from '../../../shared/model/record.ts';
import { createTrail } from '../../../shared/storage/table-trail.ts';
import { memoryChainRows } from '../../support/memory-rows.ts';
import { ACTION, TARGET } from '../../support/record.ts';

const event = (eventId: string): RecordBody => ({ type: 'eventAccepted', operation: 'write', eventId });
const INTENT: RecordBody = { type: 'actionIntended', action: ACTION };
const OUTCOME: RecordBody = { type: 'actionNotCarriedOut', actionKey: ACTION.key, trace: { call: 'GET', at: '' } };

async function logOf(...bodies: readonly RecordBody[]) {
  const rows = memoryChainRows();
  const trail = createTrail(rows, systemClock, 'test');
  for (let from = 0; from < bodies.length; from += 50) await trail.append(TARGET, bodies.slice(from, from + 50));
  const pages: [number, number][] = [];
  const page: typeof rows.page = (target, after, limit) => {
    pages.push([after, limit]);
    return rows.page(target, after, limit);
  };
  return { rows: { page }, pages };
}

test('only the page itself is read where each outcome has its intent on it', async () => {
  const { rows, pages } = await logOf(event('1'), INTENT, OUTCOME, event('4'));
  const page = await readAuditPage(TARGET, 1, 2, rows);
  expect(page).toMatchObject({
    total: 4,
    unreadable: 0,
    earlier: [],
    next: 3,
    entries: [{ sequence: 2 }, { sequence: 3 }],
  });
  expect(pages).toEqual([[1, 2]]);
});

test('an outcome brings its intent from an earlier page', async () => {
  const { rows, pages } = await logOf(INTENT, event('2'), OUTCOME);
  const page = await readAuditPage(TARGET, 2, 5, rows);
  expect(page).toMatchObject({ entries: [{ sequence: 3 }], earlier: [{ sequence: 1, body: INTENT }] });
  expect(page.next).toBeUndefined();
  expect(pages).toEqual([
    [2, 5],
    [0, 2],
  ]);
});

test('an intent is looked for in a thousand rows before, and no further', async () => {
  const others = Array.from({ length: 1000 }, (_, index) => event(String(index)));
  const { rows, pages } = await logOf(INTENT, ...others, OUTCOME);
  expect((await readAuditPage(TARGET, 1001, 5, rows)).earlier).toEqual([]);
  expect((await readAuditPage(TARGET, 1000, 5, rows)).earlier).toMatchObject([{ sequence: 1 }]);
  expect(pages.at(-1)).toEqual([0, 1000]);
});

test('rows of others end the pages, and are counted', async () => {
  const row = { sequence: 7, entry: undefined };
  const rows = { page: async () => ({ rows: [row, row], hasMore: true, last: undefined }) };
  expect(await readAuditPage(TARGET, 7, 2, rows)).toEqual({
    total: 7,
    entries: [],
    unreadable: 2,
    earlier: [],
    next: undefined,
  });
});
