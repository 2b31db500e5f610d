import { describe, expect, test } from 'vitest';
import type { ScanResult } from '../../../shared/model/scan.ts';
import type { Target } from '../../../shared/model/target.ts';
import type { ScanListOrder, ScanStore } from '../../../shared/ports/scan-store.ts';
import { createScanQueue, parseScanMessage } from '../../../shared/storage/scan-queue.ts';
import { createTableScans } from '../../../shared/storage/table-scans.ts';
import { meterOf } from '../../bench/fleet/meter.ts';
import { must, SUBSCRIPTION } from '../../support/facts.ts';
import { TARGET } from '../../support/record.ts';
import { claimStorage } from '../../support/shared-storage.ts';
import { storageAt } from '../../support/stored-targets.ts';

const storage = storageAt(claimStorage());
const scans: ScanStore = createTableScans(storage.table('scans'));
const head = (id: string, expiresAt = '2026-01-08T00:00:00.000Z') => ({
  id,
  startedAt: '2026-01-01T00:00:00.000Z',
  expiresAt,
});
const other: Target = { ...TARGET, profile: 'gold' };
const result = (target: Target, reason = 'x') => ({ target, reason }) as ScanResult;

describe('a scan of many', () => {
  test('shows how far it is, and its results page by page', async () => {
    await scans.begin(head('a'));
    expect(await scans.read('a')).toMatchObject({ done: 0, total: 0, isListed: false, unlisted: [] });
    await scans.saveList('a', { subscriptionId: 's1', clusters: 1 });
    await scans.saveList('a', { subscriptionId: 's2', clusters: 2 });
    // A message that comes again counts once.
    await scans.saveList('a', { subscriptionId: 's2', clusters: 1 });
    await scans.saveList('a', { subscriptionId: 's3', clusters: 0, why: 'no right' });
    await scans.save('a', { kind: 'result', result: result(TARGET) });
    expect(await scans.read('a')).toMatchObject({ done: 1, total: 2, isListed: false });
    await scans.endLists('a');
    await scans.save('a', { kind: 'failure', target: other, why: 'given up' });
    expect(await scans.read('a')).toMatchObject({
      ...{ done: 2, total: 2, isListed: true },
      unlisted: [{ subscriptionId: 's3', why: 'no right' }],
    });
    const first = await scans.page('a', 1);
    expect(first.parts).toHaveLength(1);
    const second = await scans.page('a', 1, must(first.continuation));
    const kinds = [...first.parts, ...second.parts].map(({ kind }) => kind).sort();
    expect([kinds, second.continuation]).toEqual([['failure', 'result'], undefined]);
  });

  test('reads no more than a page of its results', async () => {
    const table = storage.table('scansbypage');
    const own = createTableScans(table);
    await own.begin(head('p'));
    const long = 'x'.repeat(10_000);
    const targets = Array.from({ length: 60 }, (_, index) => ({ ...TARGET, profile: `p${index}` }));
    for (const target of targets) await own.save('p', { kind: 'result', result: result(target, long) });
    const meter = meterOf(table.pipeline);
    let continuation: string | undefined;
    let pages = 0;
    const seen = new Set<string>();
    do {
      const { bytes, calls } = await meter(async () => {
        const page = await own.page('p', 7, continuation);
        for (const part of page.parts) if (part.kind === 'result') seen.add(part.result.target.profile);
        continuation = page.continuation;
      });
      expect([calls, bytes < 100_000]).toEqual([1, true]);
      pages++;
    } while (continuation !== undefined);
    expect([pages, seen.size]).toEqual([9, 60]);
  });

  test('that an earlier version began, with its clusters listed, ends as well', async () => {
    await scans.begin({ ...head('before'), total: 1 });
    expect(await scans.read('before')).toMatchObject({ done: 0, total: 1, isListed: true });
  });

  test('the same cluster twice counts once', async () => {
    await scans.begin(head('b'));
    for (const reason of ['first', 'second']) await scans.save('b', { kind: 'result', result: result(TARGET, reason) });
    expect(await scans.read('b')).toMatchObject({ done: 1 });
  });

  test('holds results of any size', async () => {
    await scans.begin(head('c'));
    const large = result(TARGET, 'Größe'.repeat(40_000));
    await scans.save('c', { kind: 'result', result: large });
    expect((await scans.page('c', 10)).parts).toEqual([{ kind: 'result', result: large }]);
  });

  test('that was never started is not known', async () => {
    expect(await scans.isKnown('nobody')).toBe(false);
    expect(await scans.read("o'brien")).toBeUndefined();
  });

  test('is forgotten when its time has come, and no other with it', async () => {
    await scans.begin(head('old', '2025-12-31T00:00:00.000Z'));
    await scans.save('old', { kind: 'result', result: result(TARGET) });
    await scans.saveList('old', { subscriptionId: 's', clusters: 1 });
    await scans.endLists('old');
    await scans.begin(head('young'));
    expect(await scans.forget(new Date('2026-01-01T00:00:00Z'))).toBe(1);
    expect(await scans.isKnown('old')).toBe(false);
    const left = storage.table('scans').listEntities({ queryOptions: { filter: "PartitionKey eq 'old'" } });
    expect((await left.next()).done).toBe(true);
    expect(await scans.isKnown('young')).toBe(true);
    expect(await scans.forget(new Date('2026-01-01T00:00:00Z'))).toBe(0);
  });
});

test('an order survives its way through the queue', async () => {
  const queue = storage.queue('orders');
  await createScanQueue(queue).send({ scanId: 'a', target: TARGET });
  const { receivedMessageItems } = await queue.receiveMessages();
  const text = Buffer.from(receivedMessageItems[0]?.messageText ?? '', 'base64').toString();
  expect(parseScanMessage(JSON.parse(text))).toEqual({ scanId: 'a', target: TARGET });
});

test.each<ScanListOrder>([
  { scanId: 'a', over: {}, list: SUBSCRIPTION },
  { scanId: 'a', over: { profile: 'gold', subscriptionId: SUBSCRIPTION }, list: SUBSCRIPTION, putOff: 1 },
])('an order to list survives its way through the queue: %j', async (order) => {
  const queue = storage.queue(`lists${order.putOff ?? 0}`);
  await createScanQueue(queue).send(order);
  const { receivedMessageItems } = await queue.receiveMessages();
  const text = Buffer.from(receivedMessageItems[0]?.messageText ?? '', 'base64').toString();
  expect(parseScanMessage(JSON.parse(text))).toEqual(order);
});

test('an order that is put off stays hidden, and knows how often it was', async () => {
  const sent: [string, object][] = [];
  const queue = {
    createIfNotExists: async () => undefined,
    sendMessage: async (text: string, options: object) => void sent.push([text, options]),
  };
  const order = { scanId: 'a', target: TARGET, putOff: 2 };
  await createScanQueue(queue as never).send(order, 0.5);
  const [[text, options] = ['', {}]] = sent;
  expect(options).toEqual({ visibilityTimeout: 1 });
  expect(parseScanMessage(JSON.parse(Buffer.from(text, 'base64').toString()))).toEqual(order);
});

test.each([
  undefined,
  'text',
  {},
  { v: 2 },
  { v: 1, scanId: '../x', ...TARGET },
  { v: 1, scanId: 'a', clusterId: 'x', profile: 'y' },
])('what is no order of ours is none: %j', (message) => {
  expect(parseScanMessage(message)).toBeUndefined();
});
