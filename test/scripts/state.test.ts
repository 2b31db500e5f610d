import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { runAudit } from '../../scripts/audit/run-audit.ts';
import { runState } from '../../scripts/state/run-state.ts';
import { anchorHeads } from '../../shared/audit/anchor-heads.ts';
import { systemClock } from '../../shared/lib/clock.ts';
import type { ClusterId } from '../../shared/model/resource-id.ts';
import { anchorsIn } from '../../shared/storage/blob-anchor-store.ts';
import { ANCHORS_CONTAINER, NOTES_TABLE, RECORD_TABLE, SECRETS_TABLE } from '../../shared/storage/names.ts';
import { createTableChainRows } from '../../shared/storage/table-chain-rows.ts';
import { createTrail } from '../../shared/storage/table-trail.ts';
import { TARGET } from '../support/record.ts';
import { runScript, startScript } from '../support/run-script.ts';
import { claimStorage } from '../support/shared-storage.ts';
import { storageAt } from '../support/stored-targets.ts';

const OTHER = { ...TARGET, clusterId: TARGET.clusterId.replace(/[^/]*$/, 'shop-test') as ClusterId };
/** One more than a transaction holds. */
const MANY = 101;
const FILES = [
  'backstay-anchors',
  'backstay-heads',
  'backstaynotes.jsonl',
  'backstayrecord.jsonl',
  'backstaytargets.jsonl',
];

/** Connection strings of two storages. */
let old: string;
let fresh: string;
let root: string;
let folder: string;

/**
 * A storage with two chains, one of them long, an anchor, a row of every type, and things that are
 * not to be copied.
 */
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'backstay-state-'));
  old = claimStorage();
  const storage = storageAt(old);
  const rows = createTableChainRows(storage.table(RECORD_TABLE));
  const trail = createTrail(rows, systemClock, 'test');
  const event = { type: 'eventAccepted', operation: 'o' } as const;
  for (let from = 0; from < MANY; from += 50) {
    const some = Array.from({ length: Math.min(50, MANY - from) }, (_, index) => `e-${from + index}`);
    await trail.append(
      TARGET,
      some.map((eventId) => ({ ...event, eventId })),
    );
  }
  await trail.append(OTHER, [{ ...event, eventId: 'e' }]);
  const store = anchorsIn(storage);
  await anchorHeads({ rows, store, clock: systemClock, writer: 'test' });

  await storage.table(NOTES_TABLE).createTable();
  await storage.table(NOTES_TABLE).createEntity({
    partitionKey: 'p',
    rowKey: 'r',
    text: 'ä "quoted"\n',
    yes: true,
    no: false,
    small: 7,
    half: 0.5,
    whole: { value: '5', type: 'Double' },
    large: 9007199254740993n,
    when: { value: '2026-01-02T03:04:05.1234567Z', type: 'DateTime' },
    which: { value: '6f1b1ad2-5a94-4a1e-9c1c-0b1f5f6f7a8b', type: 'Guid' },
    bytes: new Uint8Array([0, 255]),
  });
  await storage.table(SECRETS_TABLE).createTable();
  await storage.table(SECRETS_TABLE).createEntity({ partitionKey: 'p', rowKey: 'r', secret: 'not to be copied' });
  const container = await storage.container(ANCHORS_CONTAINER);
  await container.getBlockBlobClient('elsewhere/2026-01-01.ndjson').upload('x', 1);
});

beforeEach(() => {
  fresh = claimStorage();
  folder = join(mkdtempSync(join(root, 'copy-')), 'day');
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

const SCRIPTS = { state: runState, audit: runAudit };

/** The outcome of `npm run state -- …` or `npm run audit -- …` with this storage. */
const run = (storage: string, script: keyof typeof SCRIPTS, ...args: readonly string[]) =>
  runScript(SCRIPTS[script], args, { AzureWebJobsStorage: storage });

/** Really starts `npm run state -- …`. */
const start = (storage: string, ...args: readonly string[]) =>
  startScript('scripts/state.ts', args, { env: { HOME: root, AzureWebJobsStorage: storage } });

async function contentOf(storage: string, table: string): Promise<readonly object[]> {
  const rows: object[] = [];
  for await (const row of storageAt(storage).table(table).listEntities({ disableTypeConversion: true })) {
    const { etag, timestamp, ...rest } = row;
    rows.push(Object.fromEntries(Object.entries(rest).filter(([name]) => !name.startsWith('odata.'))));
  }
  return rows;
}

async function daysOf(storage: string): Promise<Readonly<Record<string, string>>> {
  const container = await storageAt(storage).container(ANCHORS_CONTAINER);
  const days: Record<string, string> = {};
  for await (const { name } of container.listBlobsFlat()) {
    days[name] = (await container.getBlobClient(name).downloadToBuffer()).toString('utf8');
  }
  return days;
}

describe('a copy', () => {
  test('comes back whole, with the type of every property, and verifies', async () => {
    expect(await start(old, 'export', folder)).toMatchObject({ code: 0, err: '' });
    expect(readdirSync(folder).sort()).toEqual(FILES);
    const { code, out } = await run(fresh, 'state', 'import', folder);
    expect({ code, lines: out.trim().split('\n') }).toEqual({
      code: 0,
      lines: [
        `backstayrecord: ${MANY + 1 + 2} rows`,
        'backstaytargets: 0 rows',
        'backstaynotes: 1 rows',
        'backstay-anchors: 1 days, 0 left as they are',
        'backstay-heads: 1 months, 0 left as they are',
      ],
    });

    for (const table of [RECORD_TABLE, NOTES_TABLE]) {
      const rows = await contentOf(fresh, table);
      expect(rows.length).toBeGreaterThan(0);
      expect(rows).toEqual(await contentOf(old, table));
    }
    const verified = await run(fresh, 'audit', 'verify');
    expect({ code: verified.code, last: verified.out.trim().split('\n').at(-1) }).toEqual({
      code: 0,
      last: `chains 2, entries ${MANY + 1}, broken 0, anchors broken 0`,
    });
  });

  test('holds no secret, and nothing beside the folder', async () => {
    await run(old, 'state', 'export', folder);
    expect(readdirSync(join(folder, '..'))).toEqual(['day']);
    expect(readdirSync(join(folder, ANCHORS_CONTAINER))).toEqual([expect.stringMatching(/^\d{4}-\d\d-\d\d\.ndjson$/)]);
    for (const file of FILES.slice(2))
      expect(readFileSync(join(folder, file), 'utf8')).not.toContain('not to be copied');
  });

  test('is not mixed with another', async () => {
    mkdirSync(folder);
    writeFileSync(join(folder, 'something'), '');
    expect(await start(old, 'export', folder)).toMatchObject({
      code: 1,
      err: expect.stringContaining('is not empty'),
    });
    expect(readdirSync(folder)).not.toContain('backstayrecord.jsonl');
  });

  test('of an empty storage is empty', async () => {
    expect(await run(fresh, 'state', 'export', folder)).toMatchObject({ code: 0 });
    expect(readFileSync(join(folder, 'backstayrecord.jsonl'), 'utf8')).toBe('');
  });
});

describe('import', () => {
  beforeEach(async () => {
    await run(old, 'state', 'export', folder);
  });

  test('writes over nothing unless it is asked to, and never over anchors', async () => {
    await run(fresh, 'state', 'import', folder);
    const days = await daysOf(fresh);
    const changed = { partitionKey: 'p', rowKey: 'r', text: 'changed since' };
    await storageAt(fresh).table(NOTES_TABLE).updateEntity(changed, 'Replace');

    const refused = await run(fresh, 'state', 'import', folder);
    expect(refused).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining('backstay-anchors, backstay-heads, backstayrecord, backstaynotes'),
    });
    expect(await contentOf(fresh, NOTES_TABLE)).toMatchObject([{ text: { value: 'changed since' } }]);

    const over = await run(fresh, 'state', 'import', folder, '--over');
    expect(over).toMatchObject({ code: 0, out: expect.stringContaining('0 days, 1 left as they are') });
    expect(await contentOf(fresh, NOTES_TABLE)).toEqual(await contentOf(old, NOTES_TABLE));
    expect(await daysOf(fresh)).toEqual(days);
  });

  test.each([
    ['is no JSON', '{'],
    ['is no row', '{"partitionKey":"p"}'],
  ])('writes nothing of a copy of which a line %s', async (_, line) => {
    appendFileSync(join(folder, 'backstaynotes.jsonl'), `${line}\n`);
    expect(await run(fresh, 'state', 'import', folder)).toMatchObject({
      code: 1,
      err: expect.stringContaining('backstaynotes.jsonl, line 2: '),
    });
    expect((await run(fresh, 'audit', 'verify')).out).toContain('chains 0');
  });

  test('wants a copy', async () => {
    expect(await run(fresh, 'state', 'import', root)).toMatchObject({
      code: 1,
      err: expect.stringContaining('There is no copy in'),
    });
  });
});
