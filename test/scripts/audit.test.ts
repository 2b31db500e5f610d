import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { printVerify } from '../../scripts/audit/print-verify.ts';
import { runAudit } from '../../scripts/audit/run-audit.ts';
import type { Surroundings } from '../../scripts/surroundings.ts';
import { nextAnchor } from '../../shared/audit/anchor.ts';
import { anchorHeads } from '../../shared/audit/anchor-heads.ts';
import { VERIFICATION_NOTE } from '../../shared/jobs/verification-note.ts';
import { systemClock } from '../../shared/lib/clock.ts';
import type { ClusterId } from '../../shared/model/resource-id.ts';
import { anchorsIn } from '../../shared/storage/blob-anchor-store.ts';
import { NOTES_TABLE, RECORD_TABLE } from '../../shared/storage/names.ts';
import { createTableChainRows } from '../../shared/storage/table-chain-rows.ts';
import { createTableNotes } from '../../shared/storage/table-notes.ts';
import { createTrail } from '../../shared/storage/table-trail.ts';
import { memoryAnchors } from '../support/memory-anchors.ts';
import { memoryChainRows } from '../support/memory-rows.ts';
import { ACTION, TARGET } from '../support/record.ts';
import { runScript, startScript } from '../support/run-script.ts';
import { claimStorage } from '../support/shared-storage.ts';
import { storageAt } from '../support/stored-targets.ts';

const connection = claimStorage();
const storage = storageAt(connection);
let folder: string;

const OTHER = { ...TARGET, clusterId: TARGET.clusterId.replace(/[^/]*$/, 'shop-test') as ClusterId };
const event = (eventId: string) => ({ type: 'eventAccepted', operation: 'o', eventId }) as const;

/** Two clusters on record, `shop` and `shop-test`; anchored, and `shop` has gone on since. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'backstay-audit-'));
  const rows = createTableChainRows(storage.table(RECORD_TABLE));
  const trail = createTrail(rows, systemClock, 'test');
  await trail.append(TARGET, [event('e-1'), { type: 'actionIntended', action: ACTION }]);
  await trail.append(OTHER, [event('e-2'), event('e-3')]);
  const store = anchorsIn(storage);
  await anchorHeads({ rows, store, clock: systemClock, writer: 'test' });
  await trail.append(TARGET, [{ type: 'verdictChanged', from: 'Unknown', to: 'Ready', reason: 'AllSatisfied' }]);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The outcome of `npm run audit -- …`, by default with the storage in the environment. */
const audit = (args: readonly string[], env: Surroundings['env'] = { AzureWebJobsStorage: connection }) =>
  runScript(runAudit, args, env);

/** Really starts it, in a folder that may have settings of its own. */
const start = (args: readonly string[], { env = {}, cwd = folder }: { env?: Surroundings['env']; cwd?: string }) =>
  startScript('scripts/audit.ts', args, { env: { HOME: folder, ...env }, cwd });

const nonEmpty = (text: string) => text.split('\n').filter((line) => line !== '');

describe('status', () => {
  const note = async (brokenCount: number) => {
    const run = { startedAt: '2026-01-01T03:23:00.000Z', extent: 'all', shards: 7, chains: 1, entries: 2 };
    const notes = createTableNotes(storage.table(NOTES_TABLE));
    const etag = (await notes.read(VERIFICATION_NOTE))?.etag;
    await notes.write(VERIFICATION_NOTE, { running: { ...run, brokenCount, broken: [] } }, etag);
  };

  test('says how far the verification of the app is, and ends as verify does when something was broken', async () => {
    expect(await audit(['status'])).toMatchObject({ code: 0, out: 'Audit log: not verified yet.\n' });
    await note(0);
    const began = 'Verification began at 2026-01-01 03:23 UTC: 7 of 256 parts, 1 chain with 2 entries';
    expect(await audit(['status'])).toMatchObject({ code: 0, out: `${began}, none broken.\n` });
    await note(1);
    expect(await audit(['status'])).toMatchObject({ code: 3, out: `${began}, 1 broken.\n` });
  });
});

describe('verify', () => {
  test('says a line for each chain', async () => {
    const { code, out } = await audit(['verify']);
    expect(code).toBe(0);
    const lines = nonEmpty(out);
    expect(lines[0]).toMatch(/^unbroken {2}anchors {2}1 line, the last of 20/);
    expect(lines.slice(1, 3).sort()).toEqual([
      `unbroken  ${TARGET.clusterId} (standard)  3 entries, 1 entry since the last anchor`,
      `unbroken  ${OTHER.clusterId} (standard)  2 entries, 0 entries since the last anchor`,
    ]);
    expect(lines.slice(3)).toEqual(['chains 2, entries 5, broken 0, anchors broken 0']);
  });

  test('says it to machines', async () => {
    const { out } = await audit(['verify', '--json']);
    const reports = nonEmpty(out).map((line) => JSON.parse(line));
    expect(reports.map(({ about }) => about)).toEqual(['anchors', 'chain', 'chain', 'all']);
    expect(reports.at(-1)).toEqual({ about: 'all', ok: true, chains: 2, entries: 5, broken: 0, anchorsBroken: 0 });
  });

  describe('with an export of telemetry', () => {
    const at = new Date().toISOString();
    const columns = ['number', 'at', 'hash'].map((name) => ({ name }));
    const exported = async (...more: unknown[][]) => {
      const { before } = await anchorsIn(storage).end();
      return JSON.stringify({ tables: [{ columns, rows: [[before.number, at, before.hash], ...more] }] });
    };
    test.each([
      ['that fits the anchors', () => exported(), { code: 0, out: /^unbroken {2}witness {2}1 anchor from 20/m }],
      [
        'that has one more',
        () => exported([2, at, 'f'.repeat(64)]),
        { code: 3, out: /^BROKEN {4}witness {2}2 anchors from .*\n {10}AnchorMissing: anchor 2, written at 20.*\n/m },
      ],
      ['of another query', async () => 'Table 1', { code: 1, out: /^$/ }],
    ])('%s', async (_, write, { code, out }) => {
      const file = join(folder, 'witness.json');
      writeFileSync(file, await write());
      const ran = await audit(['verify', '--witness', file]);
      expect(ran).toMatchObject({ code, out: expect.stringMatching(out) });
      if (code === 2) expect(ran.err).toContain('docs/runbook.md');
    });
  });

  test('reads the storage from local.settings.json', async () => {
    const place = mkdtempSync(join(folder, 'app-'));
    const Values = { AzureWebJobsStorage: connection };
    writeFileSync(join(place, 'local.settings.json'), JSON.stringify({ Values }));
    expect((await start(['verify'], { cwd: place })).out).toContain('chains 2');
    writeFileSync(join(place, 'local.settings.json'), '{');
    const { code, err } = await start(['verify'], { cwd: place });
    expect({ code, err }).toMatchObject({
      code: 1,
      err: expect.stringContaining('local.settings.json cannot be read'),
    });
  });

  test('runs in a shell that has the names of a deployment', async () => {
    const azd = { BACKSTAY_NAME_SUFFIX: 'prod-abcde', BACKSTAY_ALLOW_UNDO: 'true', BACKSTAY_DRIFT_HOURS: '12' };
    const settings = { AzureWebJobsStorage: connection, ...azd };
    expect(await audit(['verify'], settings)).toMatchObject({ code: 0, err: '' });
  });

  test('says what to set when no storage is named', async () => {
    const { code, err } = await start(['verify'], {});
    expect({ code, lines: nonEmpty(err).length }).toEqual({ code: 1, lines: 2 });
    expect(err).toContain('AzureWebJobsStorage__accountName: must be set');
  });

  test('an empty storage has an empty record', async () => {
    const { code, out } = await audit(['verify'], { AzureWebJobsStorage: claimStorage() });
    expect({ code, lines: nonEmpty(out) }).toEqual({
      code: 0,
      lines: [
        'unbroken  anchors  0 lines, nothing was anchored yet',
        'chains 0, entries 0, broken 0, anchors broken 0',
      ],
    });
  });
});

describe('show', () => {
  test.each([
    ['its name, though another has it as a part', 'shop', TARGET],
    ['its name in other letters', 'SHOP', TARGET],
    ['a part of its name', 'p-te', OTHER],
    ['its id', OTHER.clusterId.toUpperCase(), OTHER],
  ])('finds a cluster by %s', async (_, named, target) => {
    const { code, out } = await audit(['show', named]);
    expect(code).toBe(0);
    expect(out.split('\n')[0]).toBe(target.clusterId);
  });

  test('tells the story', async () => {
    const { out } = await audit(['show', 'shop']);
    expect(out).toContain('unbroken  3 entries, 1 entry since the last anchor');
    expect(out).toMatch(/ {5}1 {3}20\S+Z {2}asked by event o\n {9}event id: e-1\n/);
    expect(out).toMatch(/ {5}2 {3}20\S+Z {2}intends: Register Microsoft\.KubernetesConfiguration\n/);
    expect(out).toMatch(/ {5}3 {3}20\S+Z {2}verdict Unknown → Ready\n/);
  });

  test('prints it for machines', async () => {
    const { out } = await audit(['show', 'shop', '--json']);
    expect(JSON.parse(out)).toMatchObject([
      { target: TARGET, verification: { ok: true, entries: 3 }, sinceAnchor: 1, entries: [{ sequence: 1 }, {}, {}] },
    ]);
  });

  test.each([
    ['several clusters', 'ho', ['may be any of these', TARGET.clusterId, OTHER.clusterId]],
    ['no cluster', 'nothing', ['The audit log has no cluster "nothing"']],
  ])('says so when %s may be meant', async (_, named, expected) => {
    const { code, out, err } = await audit(['show', named]);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    for (const part of expected) expect(err).toContain(part);
  });
});

test('an anchor line that someone forged writes nothing but text to the terminal', async () => {
  const days = new Map<string, string[]>();
  const store = memoryAnchors(days);
  const day = new Date().toISOString().slice(0, 10);
  for (const at of [`${day}T00:00:00.000Z`, `${new Date().toUTCString()} (\u001b[2J)`]) {
    const { before } = await store.end();
    const line = nextAnchor({ root: 'r', size: 0 }, before, { at, writer: 'test' });
    days.set(day, [...(days.get(day) ?? []), JSON.stringify(line)]);
  }
  const printed: string[] = [];
  const none = { rows: memoryChainRows(), anchors: store };
  await printVerify(none, { json: false, now: new Date().toISOString() }, (line) => printed.push(line));
  expect(printed.join('\n')).toContain('line 2  Altered');
  expect(printed.join('')).not.toContain('\u001b[2J');
});

test('a record that was tampered with ends both with 3, and is named in full', async () => {
  const table = storage.table(RECORD_TABLE);
  for await (const { partitionKey = '', rowKey = '', clusterId } of table.listEntities<{ clusterId: string }>()) {
    if (clusterId === OTHER.clusterId) await table.deleteEntity(partitionKey, rowKey);
    else if (rowKey.endsWith('2')) await table.updateEntity({ partitionKey, rowKey, json0: '{}' }, 'Merge');
  }
  const verified = await start(['verify'], { env: { AzureWebJobsStorage: connection } });
  expect(verified.code).toBe(3);
  expect(verified.out).toContain(
    `BROKEN    ${TARGET.clusterId} (standard)  Altered at entry 2: entry 2 was altered: it cannot be read`,
  );
  expect(verified.out).toMatch(
    /BROKEN .*shop-test \(standard\) {2}ChainMissing at entry 1: the whole chain is not there/,
  );
  expect(verified.out).toContain('chains 2, entries 3, broken 2, anchors broken 0');

  const shown = await audit(['show', 'shop']);
  expect(shown.code).toBe(3);
  expect(shown.out).toContain('1 more cannot be read');
  expect(await audit(['show', 'shop-test'])).toMatchObject({ code: 3, out: expect.stringContaining('ChainMissing') });
});
