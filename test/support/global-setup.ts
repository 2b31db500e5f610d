import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Where tests leave the traffic that they had with the local Resource Manager, for the check against Azure's specifications. */
export const TRAFFIC_FOLDER = '.traffic';

/** Names the folder of the package that is deployed, unpacked far from any node_modules. */
export const PACKAGE_VARIABLE = 'TEST_PACKAGE_FOLDER';

export async function setup(): Promise<() => Promise<void>> {
  await rm(TRAFFIC_FOLDER, { recursive: true, force: true });
  await mkdir(TRAFFIC_FOLDER, { recursive: true });

  const folder = await mkdtemp(join(tmpdir(), 'backstay-package-'));
  await promisify(execFile)(process.execPath, ['scripts/package.ts', '--out', folder]);
  process.env[PACKAGE_VARIABLE] = join(folder, 'package');
  return () => rm(folder, { recursive: true, force: true });
}
