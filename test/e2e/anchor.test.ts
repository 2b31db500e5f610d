import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Stage, setStage } from '../../local/demo/stage.ts';
import { readAnchors } from '../../shared/audit/read-anchors.ts';
import { VERIFICATION_NOTE } from '../../shared/jobs/verification-note.ts';
import { systemClock } from '../../shared/lib/clock.ts';
import { targetKey } from '../../shared/model/target.ts';
import { anchorsIn } from '../../shared/storage/blob-anchor-store.ts';
import { NOTES_TABLE, RECORD_TABLE, WAKE_QUEUE } from '../../shared/storage/names.ts';
import { connectStorage } from '../../shared/storage/storage-connection.ts';
import { createTableChainRows } from '../../shared/storage/table-chain-rows.ts';
import { createTableNotes } from '../../shared/storage/table-notes.ts';
import { createTrail } from '../../shared/storage/table-trail.ts';
import { createVerifyOrders } from '../../shared/storage/verify-order.ts';
import { sharedParts } from '../support/on-stage.ts';
import { TARGET } from '../support/record.ts';

let stage: Stage;
let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'backstay-anchor-'));
  stage = await setStage({ speed: 120, folder, ...(await sharedParts()) });
});

afterEach(async () => {
  await stage.close();
  rmSync(folder, { recursive: true, force: true });
});

test('a host that missed its hour anchors the record as soon as it starts', async () => {
  const storage = connectStorage({ AzureWebJobsStorage: stage.storage }, { getToken: async () => null });
  const trail = createTrail(createTableChainRows(storage.table(RECORD_TABLE)), systemClock, 'test');
  await trail.append(TARGET, [{ type: 'eventAccepted', operation: 'o', eventId: 'e' }]);
  // The host remembers an earlier run, and a next one that was due long ago.
  const host = storage.table('AzureWebJobsHost');
  await host.createTable();
  const status = {
    last: '2026-01-01T00:07:00.000Z',
    next: '2026-01-01T01:07:00.000Z',
    lastUpdated: '2026-01-01T00:07:00.000Z',
  };
  await host.createEntity({ partitionKey: 'timer', rowKey: 'anchor', json: JSON.stringify(status) });

  const anchored = Promise.withResolvers<string>();
  const running = await stage.startHost((line) => line.includes('"Anchored"') && anchored.resolve(line));
  expect(JSON.parse(await anchored.promise)).toMatchObject({ message: 'Anchored', heads: 1, moved: 1 });
  await running.stop();

  const { lines, broken, chains } = await readAnchors(anchorsIn(storage), new Date().toISOString());
  expect({ lines, broken, keys: [...chains.keys()] }).toEqual({ lines: 1, broken: [], keys: [targetKey(TARGET)] });
});

test('a verification that a dead host had started goes on, with what was counted so far', async () => {
  const storage = connectStorage({ AzureWebJobsStorage: stage.storage }, { getToken: async () => null });
  const trail = createTrail(createTableChainRows(storage.table(RECORD_TABLE)), systemClock, 'test');
  await trail.append(TARGET, [{ type: 'eventAccepted', operation: 'o', eventId: 'e' }]);
  const startedAt = new Date().toISOString();
  const half = { startedAt, extent: 'all', shards: 0, chains: 7, entries: 70, brokenCount: 0, broken: [] };
  await createTableNotes(storage.table(NOTES_TABLE)).write(VERIFICATION_NOTE, { running: half }, undefined);
  await createVerifyOrders(storage.queue(WAKE_QUEUE))(startedAt);

  const verified = Promise.withResolvers<string>();
  const running = await stage.startHost((line) => line.includes('"Verified"') && verified.resolve(line));
  expect(JSON.parse(await verified.promise)).toMatchObject({ extent: 'all', chains: 8, entries: 71, broken: 0 });
  await running.stop();
});
