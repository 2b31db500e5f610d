import { describe, expect, test } from 'vitest';
import type { ScanResult } from '../../../shared/model/scan.ts';
import type { Target } from '../../../shared/model/target.ts';
import type { ScanStore } from '../../../shared/ports/scan-store.ts';
import { createScanQueue, parseScanMessage } from '../../../shared/storage/scan-queue.ts';
import { createTableScans } from '../../../shared/storage/table-scans.ts';
import { TARGET } from '../../support/record.ts';
import { claimStorage } from '../../support/shared-storage.ts';
import { storageAt } from '../../support/stored-targets.ts';

const storage = storageAt(claimStorage());
const scans: ScanStore = createTableScans(storage.table('scans'));
const head = (id: string, expiresAt = '2026-01-08T00:00:00.000Z') => ({
  id,
  startedAt: '2026-01-01T00:00:00.000Z',
  total: 2,
  expiresAt,
});
const other: Target = { ...TARGET, profile: 'gold' };
const result = (target: Target, reason = 'x') => ({ target, reason }) as ScanResult;

describe('a scan of many', () => {
  test('shows how far it is, and its results when it has ended', async () => {
    await scans.begin(head('a'));
    expect(await scans.read('a')).toMatchObject({ done: 0, total: 2, results: [], failures: [] });
    await scans.save('a', { kind: 'result', result: result(TARGET) });
    expect(await scans.read('a')).toMatchObject({ done: 1, results: [] });
    await scans.save('a', { kind: 'failure', target: other, why: 'given up' });
    expect(await scans.read('a')).toMatchObject({
      done: 2,
      results: [{ target: TARGET }],
      failures: [{ target: other, why: 'given up' }],
    });
  });

  test('the same cluster twice counts once', async () => {
    await scans.begin(head('b'));
    for (const reason of ['first', 'second']) await scans.save('b', { kind: 'result', result: result(TARGET, reason) });
    expect(await scans.read('b')).toMatchObject({ done: 1 });
  });

  test('holds results of any size', async () => {
    await scans.begin({ ...head('c'), total: 1 });
    const large = result(TARGET, 'Größe'.repeat(40_000));
    await scans.save('c', { kind: 'result', result: large });
    expect((await scans.read('c'))?.results).toEqual([large]);
  });

  test('that was never started is not known', async () => {
    expect(await scans.isKnown('nobody')).toBe(false);
    expect(await scans.read("o'brien")).toBeUndefined();
  });

  test('is forgotten when its time has come, and no other with it', async () => {
    await scans.begin(head('old', '2025-12-31T00:00:00.000Z'));
    await scans.save('old', { kind: 'result', result: result(TARGET) });
    await scans.begin(head('young'));
    expect(await scans.forget(new Date('2026-01-01T00:00:00Z'))).toBe(1);
    expect(await scans.isKnown('old')).toBe(false);
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
