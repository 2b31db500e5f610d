import { expect, test } from 'vitest';
import type { OutboxRow } from '../../../shared/model/outbox.ts';
import { MAX_IDS } from '../../../shared/ports/outbox-queue.ts';
import type { MessageKey } from '../../../shared/ports/outbox-rows.ts';
import { parseDeliveryOrder } from '../../../shared/storage/outbox-queue.ts';
import { createTableOutbox } from '../../../shared/storage/table-outbox.ts';
import { createTableTargetRows } from '../../../shared/storage/table-target-rows.ts';
import { createTargetStore } from '../../../shared/storage/target-store.ts';
import { must } from '../../support/facts.ts';
import { TARGET } from '../../support/record.ts';
import { claimStorage } from '../../support/shared-storage.ts';
import { storageAt } from '../../support/stored-targets.ts';

const storage = storageAt(claimStorage());
let tables = 0;
const newTable = () => storage.table(`outbox${++tables}`);

const T = '2026-01-01T00:00:00.000Z';
const later = (minutes: number) => new Date(Date.parse(T) + minutes * 60_000).toISOString();
const row = (id: string, more: Partial<OutboxRow> = {}): OutboxRow => ({
  schemaVersion: 1,
  consumer: 'teams',
  id,
  payload: { text: 'ü€👩'.repeat(10_000) },
  createdAt: T,
  dueAt: T,
  failures: 0,
  ...more,
});

async function idsOf(keys: AsyncIterable<MessageKey>): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const { id } of keys) ids.push(id);
  return ids.sort();
}

test('a message is stored once, read whole, and written and removed only over what was read', async () => {
  const rows = createTableOutbox(newTable());
  await rows.add(row('a'));
  await rows.add(row('a', { failures: 7 }));
  const stored = must(await rows.read({ consumer: 'teams', id: 'a' }));
  expect(stored.row).toEqual(row('a'));
  const etag = must(await rows.write({ ...stored.row, failures: 1 }, stored.etag));
  expect(await rows.write(stored.row, stored.etag)).toBeUndefined();
  expect(await rows.remove(stored.row, stored.etag)).toBe(false);
  expect(await rows.remove(stored.row, etag)).toBe(true);
  expect(await rows.read(stored.row)).toBeUndefined();
});

test('overdue are messages that wait and that no delivery holds', async () => {
  const rows = createTableOutbox(newTable());
  await rows.add(row('due'));
  await rows.add(row('later', { dueAt: later(20) }));
  await rows.add(row('held', { leaseUntil: later(20) }));
  await rows.add(row('lost', { leaseUntil: later(1) }));
  const { dueAt: _, ...dead } = row('dead', { deadLetteredAt: T });
  await rows.add(dead);
  expect(await idsOf(rows.overdue(later(10)))).toEqual(['due', 'lost']);
  expect(await rows.count()).toEqual([{ consumer: 'teams', waiting: 4, oldestAt: T, deadLettered: 1 }]);
  expect(await rows.forget(T)).toBe(0);
  expect(await rows.revive('teams', later(5))).toBe(1);
  expect(await rows.read({ consumer: 'teams', id: 'dead' })).toMatchObject({
    row: { dueAt: later(5), createdAt: later(5) },
  });
});

test('a newer message removes older ones of the same subject, and no others', async () => {
  const rows = createTableOutbox(newTable());
  await rows.add(row('a', { replaces: "o'clock" }));
  await rows.add(row('b', { replaces: 'bakery' }));
  await rows.add(row('c'));
  expect(await rows.removeReplaced(row('d', { replaces: "o'clock" }))).toBe(1);
  expect(await rows.removeReplaced(row('e'))).toBe(0);
  expect(await idsOf(rows.overdue(later(10)))).toEqual(['b', 'c']);
});

test('a row of a newer version is left as it is', async () => {
  const table = newTable();
  const rows = createTableOutbox(table);
  await rows.add({ ...row('a'), schemaVersion: 2 as 1 });
  expect(await rows.read({ consumer: 'teams', id: 'a' })).toBeUndefined();
  expect(await idsOf(rows.overdue(later(10)))).toEqual(['a']);
});

test.each([
  ['no object', 'x'],
  ['another version', { v: 2, consumer: 'teams', ids: ['a'] }],
  ['an unknown consumer', { v: 1, consumer: 'nowhere', ids: ['a'] }],
  ['no ids', { v: 1, consumer: 'teams', ids: [] }],
  ['too many ids', { v: 1, consumer: 'teams', ids: Array.from({ length: MAX_IDS + 1 }, String) }],
])('a queue message with %s is no order', (_, message) => {
  expect(parseDeliveryOrder(message)).toBeUndefined();
});

test('a row with a mark from before the outbox loses the mark, and nothing else', async () => {
  const table = newTable();
  const rows = createTableTargetRows(table);
  await createTargetStore(rows).markDirty(TARGET, new Date(T), { eventId: 'e1' });
  const { state, etag } = must(await rows.read(TARGET));
  const before = { ...state, tellAgain: { digest: 'd', failures: 3, at: T } };
  await rows.write(before, etag);
  expect((await rows.read(TARGET))?.state).toEqual(state);
});
