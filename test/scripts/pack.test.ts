import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startScript } from '../support/run-script.ts';
import { startScanWorld } from '../support/scan-world.ts';

let world: Awaited<ReturnType<typeof startScanWorld>>;
let folder: string;

/** As a newcomer would: pack, then install the file in an empty folder. */
beforeAll(async () => {
  world = await startScanWorld();
  folder = mkdtempSync(join(tmpdir(), 'backstay-packed-'));
  const packed = await startScript('scripts/pack.ts', ['--out', folder], { env: { HOME: folder } });
  expect(packed).toMatchObject({ code: 0, err: '' });
  const empty = join(folder, 'empty');
  mkdirSync(empty);
  // Nothing has to be fetched: the package has no dependencies.
  const install = [
    'install',
    packed.out.trim(),
    '--offline',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    '--prefix',
    empty,
  ];
  expect(spawnSync('npm', install, { cwd: empty, encoding: 'utf8' })).toMatchObject({ status: 0 });
});

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await world.close();
});

const installed = () => join(folder, 'empty', 'node_modules');

test('the package installs nothing but itself', () => {
  expect(readdirSync(installed()).filter((name) => !name.startsWith('.'))).toEqual(['backstay']);
});

test('the installed command scans a cluster from an empty folder', async () => {
  const env = { ...world.processEnvironment, ...world.environment };
  const { code, out } = await startScript(
    join(installed(), '.bin', 'backstay'),
    ['scan', '--cluster', world.clusterId],
    {
      env,
      cwd: join(folder, 'empty'),
    },
  );
  expect(code).toBe(3);
  expect(out).toContain('Backstay can make it so');
});

test('the installed command brings an Azure of its own for the demo', async () => {
  const cwd = join(folder, 'empty');
  const demo = ['demo', '--cluster', 'stopped'];
  const { code, out } = await startScript(join(installed(), '.bin', 'backstay'), demo, { env: { HOME: folder }, cwd });
  expect(code).toBe(0);
  expect(out).toContain('Cluster stopped is stopped.');
});
