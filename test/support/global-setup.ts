import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';
import { provideBrowser } from './browser.ts';
import { provideStorage } from './shared-storage.ts';

/**
 * Where tests leave the traffic that they had with the local Resource Manager, for the check
 * against Azure's specifications.
 */
export const TRAFFIC_FOLDER = '.traffic';

/** Names the folder of the package that is deployed, unpacked far from any node_modules. */
export const PACKAGE_VARIABLE = 'TEST_PACKAGE_FOLDER';

/** Makes what the test files of this run need, and nothing for one that needs nothing. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  await rm(TRAFFIC_FOLDER, { recursive: true, force: true });
  await mkdir(TRAFFIC_FOLDER, { recursive: true });

  const texts = await Promise.all(project.vitest.state.getPaths().map((file) => readFile(file, 'utf8')));
  const isImported = (...modules: readonly string[]) =>
    texts.some((text) => modules.some((module) => text.includes(`/support/${module}.ts'`)));
  const folder = await mkdtemp(join(tmpdir(), 'backstay-tests-'));
  const [closeStorage] = await Promise.all([
    isImported('shared-storage', 'on-stage') ? provideStorage(folder) : undefined,
    isImported('global-setup', 'on-stage') ? makePackage(folder) : undefined,
    isImported('browser') ? provideBrowser() : undefined,
  ]);
  return async () => {
    await closeStorage?.();
    await rm(folder, { recursive: true, force: true });
  };
}

async function makePackage(folder: string): Promise<void> {
  await promisify(execFile)(process.execPath, ['scripts/package.ts', '--out', folder]);
  process.env[PACKAGE_VARIABLE] = join(folder, 'package');
}
