import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';
import { provideBrowser } from './browser.ts';

/** Where tests leave the traffic that they had with the local Resource Manager, for the check against Azure's specifications. */
export const TRAFFIC_FOLDER = '.traffic';

/** Names the folder of the package that is deployed, unpacked far from any node_modules. */
export const PACKAGE_VARIABLE = 'TEST_PACKAGE_FOLDER';

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  await rm(TRAFFIC_FOLDER, { recursive: true, force: true });
  await mkdir(TRAFFIC_FOLDER, { recursive: true });

  const folder = await mkdtemp(join(tmpdir(), 'backstay-package-'));
  await Promise.all([
    promisify(execFile)(process.execPath, ['scripts/package.ts', '--out', folder]),
    (await needBrowser(project.vitest.state.getPaths())) && provideBrowser(),
  ]);
  process.env[PACKAGE_VARIABLE] = join(folder, 'package');
  return () => rm(folder, { recursive: true, force: true });
}

/** Whether one of these test files drives a browser; without one, none is looked for, let alone installed. */
async function needBrowser(files: readonly string[]): Promise<boolean> {
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  return texts.some((text) => text.includes('/support/browser.ts'));
}
