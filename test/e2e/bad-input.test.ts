import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { spawnHost } from '../../local/demo/host-process.ts';
import { type Stage, setStage } from '../../local/demo/stage.ts';
import { CLUSTER_ID, SUBSCRIPTION_ID } from '../../local/demo/world.ts';
import { sharedParts } from '../support/on-stage.ts';
import { untilTrue } from '../support/until.ts';

let stage: Stage;
let folder: string;
const traffic = `.traffic/bad-input-${process.pid}.ndjson`;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'backstay-'));
  stage = await setStage({ speed: 120, folder, recordTo: traffic, ...(await sharedParts()) });
});

afterAll(async () => {
  await stage.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('an event', () => {
  const good = {
    id: 'e1',
    topic: `/subscriptions/${SUBSCRIPTION_ID}`,
    subject: CLUSTER_ID,
    eventType: 'Microsoft.Resources.ResourceWriteSuccess',
    eventTime: '2026-01-01T00:00:00Z',
    data: { operationName: 'Microsoft.ContainerService/managedClusters/write', claims: { name: 'Erika Mustermann' } },
    dataVersion: '2',
    metadataVersion: '1',
  };
  const other = SUBSCRIPTION_ID.replace('5f', '99');

  test('that is forged, foreign or none at all is acknowledged and dropped with its reason; ARM hears nothing of it', async () => {
    const lines: string[] = [];
    const host = await stage.startHost((line) => lines.push(line));
    const post = (body: string) =>
      fetch(`${host.url}/runtime/webhooks/EventGrid?functionName=clusterWritten&code=${host.eventGridKey}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'aeg-event-type': 'Notification' },
        body,
      });

    const forged: readonly [object, string][] = [
      [{ ...good, data: { operationName: 'Microsoft.Storage/storageAccounts/write' } }, 'ResourceUnused'],
      [{ ...good, data: { operationName: 'Microsoft.Compute/disks/write' } }, 'UnsupportedOperation'],
      [
        { ...good, data: { operationName: 'Microsoft.ContainerService/managedClusters/agentPools/write' } },
        'UnsupportedOperation',
      ],
      [{ ...good, subject: `${CLUSTER_ID}/agentPools/one` }, 'InvalidResourceId'],
      [{ ...good, subject: CLUSTER_ID.replace('rg-shop', '..') }, 'InvalidResourceId'],
      [{ ...good, subject: CLUSTER_ID.replace('rg-shop', 'rg%2fshop') }, 'InvalidResourceId'],
      [{ ...good, subject: `${CLUSTER_ID}?api-version=1` }, 'InvalidResourceId'],
      [{ ...good, subject: `https://evil.example${CLUSTER_ID}` }, 'InvalidResourceId'],
      [{ ...good, subject: CLUSTER_ID.replace(SUBSCRIPTION_ID, other) }, 'NoMatchingProfile'],
      [{ ...good, data: null }, 'InvalidEvent'],
    ];
    for (const [event] of forged) expect((await post(JSON.stringify([event]))).status).toBe(202);
    // What is not JSON does not even reach the function.
    expect((await post('{"id":')).status).toBeGreaterThanOrEqual(400);

    const dropped = () =>
      lines.filter((line) => line.includes('"Event dropped"')).map((line) => JSON.parse(line).because);
    await untilTrue(() => dropped().length >= forged.length);
    expect(dropped()).toEqual(forged.map(([, reason]) => reason));
    expect(lines.join()).not.toContain('Erika');
    expect(readFileSync(traffic, { encoding: 'utf8', flag: 'a+' })).toBe('');
    await host.stop();
  });
});

describe('a start is refused, with the file, the place and what is expected', () => {
  // On a storage of its own, where no profiles were ever good.
  let own: Stage;
  let ownFolder: string;
  beforeAll(async () => {
    ownFolder = mkdtempSync(join(tmpdir(), 'backstay-'));
    own = await setStage({ speed: 120, folder: ownFolder, ...(await sharedParts()) });
  });
  afterAll(async () => {
    await own.close();
    rmSync(ownFolder, { recursive: true, force: true });
  });
  const start = (change: (values: Record<string, string>) => void) => {
    const settings = JSON.parse(readFileSync(join(ownFolder, 'settings.json'), 'utf8'));
    change(settings.Values);
    const file = join(folder, 'changed.json');
    writeFileSync(file, JSON.stringify(settings));
    return spawnHost({ settings: file, certificate: join(ownFolder, 'arm.pem'), port: 0, speed: 1, onLine: () => {} });
  };
  const profiles = (text: string) => {
    const file = join(folder, 'wrong-profiles.json');
    writeFileSync(file, text);
    return (values: Record<string, string>) => {
      values.BACKSTAY_PROFILES = file;
    };
  };

  test.each<[string, () => (values: Record<string, string>) => void, RegExp]>([
    [
      'a fault in the profile file',
      () =>
        profiles(
          readFileSync(join(folder, 'profiles.json'), 'utf8').replace('"vault": "/subscriptions', '"vault": "/subs'),
        ),
      /wrong-profiles\.json is not valid:\s+- line \d+, column \d+, profiles\[0\]\.vault: must be an id of the form/,
    ],
    [
      'broken JSON',
      () => profiles('{\n  "profiles": [,]\n}'),
      /wrong-profiles\.json is not valid JSON:\s+- line 2, column 16/,
    ],
    [
      'no profile file',
      () => (values) => {
        values.BACKSTAY_PROFILES = '/nowhere/profiles.json';
      },
      /The profile file \/nowhere\/profiles\.json cannot be read:\s.*Set BACKSTAY_PROFILES/s,
    ],
    [
      'a misspelt setting',
      () => (values) => {
        values.BACKSTAY_POL_SECONDS = '1';
      },
      /BACKSTAY_POL_SECONDS/,
    ],
    [
      'settings that contradict each other',
      () => (values) => {
        values.BACKSTAY_CLOUD = 'public';
      },
      /BACKSTAY_RESOURCE_MANAGER: may be set only when BACKSTAY_CLOUD is "custom".*az functionapp config appsettings set/s,
    ],
    [
      'no storage',
      () => (values) => {
        values.AzureWebJobsStorage = '';
      },
      /AzureWebJobsStorage/,
    ],
  ])('%s', async (_, change, message) => {
    await expect(start(change())).rejects.toThrow(message);
  });

  test('but not for a wrong profile file where the one before it was good: that one stays active, and the health says so', async () => {
    const good = await own.startHost(() => {});
    // The first call reads the profiles and keeps them.
    await fetch(`${good.url}/api/health`);
    await good.stop();

    const host = await start(profiles('{"profiles": []}'));
    const answer = await fetch(`${host.url}/api/health/details?code=${host.functionKey}`);
    const health = await answer.text();
    await host.stop();
    expect(answer.status).toBe(200);
    expect(health).toContain('1 active: standard (enforce). The file is wrong');
    expect(health).toContain('profiles: Too small');
  });
});
