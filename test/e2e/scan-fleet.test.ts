import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type HostProcess, spawnHost } from '../../local/demo/host-process.ts';
import { type Stage, setStage } from '../../local/demo/stage.ts';
import { CLUSTER_BODY, CLUSTER_ID } from '../../local/demo/world.ts';
import { mapConcurrent } from '../../shared/lib/map-concurrent.ts';
import { atLeastOne } from '../support/at-least-one.ts';
import { sharedParts } from '../support/on-stage.ts';

// AKS lets twenty requests through at once and then one a second, which is not virtual here.
const CLUSTERS = 24;

/** Bare clusters, or ready by now where the scan took long. No result is unknown. */
const KNOWN = ['Remediating', 'Ready'];

let stage: Stage;
let host: HostProcess;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'backstay-'));
  // Event Grid is not asked to deliver: the clusters are only assessed.
  stage = await setStage({ speed: 240, folder, ...(await sharedParts()) });
  await stage.prepare();
  const names = Array.from({ length: CLUSTERS }, (_, index) => `${CLUSTER_ID}-${index + 1}`);
  // A few at a time: a busy machine takes longer for a hundred connections at once than a client
  // waits for one.
  await mapConcurrent(names, 8, (id) => stage.client.put(id, '2024-05-01', CLUSTER_BODY));
  const files = { settings: join(folder, 'settings.json'), certificate: join(folder, 'arm.pem') };
  // At its own pace: a lease must outlast an assessment even when this machine is busy.
  host = await spawnHost({ ...files, port: 0, speed: 20, onLine: () => {} });
});

afterAll(async () => {
  await host?.stop();
  await stage.close();
  rmSync(folder, { recursive: true, force: true });
});

const call = (path: string, init: RequestInit = {}) =>
  fetch(new URL(path, host.url), {
    ...init,
    headers: { 'x-functions-key': host.functionKey, 'content-type': 'application/json' },
  });

test('a scan of many clusters shows how far it is, and ends with a result for each', async () => {
  const begun = await call('/api/scan', { method: 'POST', body: JSON.stringify({ profile: 'standard' }) });
  expect(begun.status).toBe(202);
  const location = begun.headers.get('location') ?? '';
  const seen = new Set<number>();
  for (let response = await call(location); ; response = await call(location)) {
    const scan = (await response.json()) as { done: number; total: number; results?: readonly { verdict: string }[] };
    seen.add(scan.done);
    if (response.status === 200) {
      expect(scan.total).toBe(CLUSTERS);
      expect(scan.results).toHaveLength(CLUSTERS);
      expect(atLeastOne(scan.results ?? []).filter(({ verdict }) => !KNOWN.includes(verdict))).toEqual([]);
      break;
    }
    await sleep(50);
  }
  const lines: { verdict: string }[] = [];
  for (let path: string | undefined = `${location}/results?limit=10`; path !== undefined; ) {
    const response: Response = await call(path);
    expect(response.headers.get('content-type')).toBe('application/x-ndjson');
    lines.push(
      ...(await response.text())
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    );
    path = /^<([^>]+)>; rel="next"$/.exec(response.headers.get('link') ?? '')?.[1];
  }
  expect(lines).toHaveLength(CLUSTERS);
  expect(lines.filter(({ verdict }) => !KNOWN.includes(verdict))).toEqual([]);
  // Not all at once: people see it go on.
  expect([...seen].some((done) => done > 0 && done < CLUSTERS)).toBe(true);
});
