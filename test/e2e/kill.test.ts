import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { trustCertificate } from '../../local/arm/trust.ts';
import { type Stage, setStage } from '../../local/story/stage.ts';
import type { RecordBody } from '../../shared/model/record.ts';
import { TARGETS_TABLE } from '../../shared/state/names.ts';
import { connectStorage } from '../../shared/state/storage-connection.ts';
import { createTableTargetRows } from '../../shared/state/table-target-rows.ts';
import { createTargetStore } from '../../shared/state/target-store.ts';

let stage: Stage;
let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'backstay-'));
  stage = await setStage({ speed: 120, folder, recordTo: `.traffic/kill-${Date.now()}.ndjson` });
  trustCertificate(stage.arm.certificatePem);
});

afterEach(async () => {
  await stage.close();
  rmSync(folder, { recursive: true, force: true });
});

type Moment = (body: RecordBody) => boolean;

// The host dies as by a power cut: messages stay leased, intents without outcome, operations running in Azure.
test.each<[string, Moment]>([
  ['as soon as an event was accepted', ({ type }) => type === 'eventAccepted'],
  ['after the first look', ({ type }) => type === 'findingsChanged'],
  ['with intents on record and nothing known of the writes', ({ type }) => type === 'actionIntended'],
  ['when the first grants are done', ({ type }) => type === 'actionSucceeded'],
  [
    'while the extension is being installed',
    (body) => body.type === 'actionIntended' && body.action.remedy.kind === 'backupExtension',
  ],
  ['when the verdict is said but not yet stored', (body) => body.type === 'verdictChanged' && body.to === 'Ready'],
])(
  'a host that is killed %s, and started again, still ends Ready with an unbroken chain',
  async (_, moment) => {
    const reached = Promise.withResolvers<void>();
    const first = await stage.startHost((line) => watch(line, moment, reached.resolve));
    await stage.prepare();
    await stage.createCluster();
    await reached.promise;
    await first.stop('SIGKILL');

    const second = await stage.startHost(() => {});
    await untilReady();
    await second.stop();

    expect(audit('verify')).toMatch(/chains 1, entries \d+, broken 0/);
    // An auditor reads who did what: every write with its intent, its outcome and Azure's own correlation id.
    const told = audit('show', 'aks-shop');
    expect(told).toMatch(/intends: Install backup extension/);
    expect(told).toMatch(/done \((applied|foundAfterCrash|alreadyDone)\): Install[\s\S]*?correlation id [0-9a-f-]{36}/);
    expect(told).toMatch(/→ Ready/);
  },
  120_000,
);

function audit(...args: readonly string[]): string {
  const env = { ...process.env, AzureWebJobsStorage: stage.storage };
  return spawnSync(process.execPath, ['scripts/audit.ts', ...args], { encoding: 'utf8', env }).stdout;
}

/** Looks at what is stored, since the host may have been killed after it said so. */
async function untilReady(): Promise<void> {
  const storage = connectStorage({ AzureWebJobsStorage: stage.storage }, { getToken: async () => null });
  const targets = createTargetStore(createTableTargetRows(storage.table(TARGETS_TABLE)));
  await vi.waitUntil(
    async () => {
      for await (const { verdict, flight } of targets.list())
        if (verdict === 'Ready' && flight === undefined) return true;
      return false;
    },
    { timeout: 60_000, interval: 250 },
  );
}

function watch(line: string, moment: Moment, found: () => void): void {
  if (!line.startsWith('{')) return;
  const { message, body } = JSON.parse(line) as { message?: string; body?: RecordBody };
  if (message === 'Recorded' && body !== undefined && moment(body)) found();
}
