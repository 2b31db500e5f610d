import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Fills a folder that several processes may want at the same time. Each of them fills a draft, the
 * first one to finish gives it its name, and the others take that: the folder is either absent or
 * complete.
 */
export async function fillOnce(folder: string, fill: (draft: string) => Promise<void>): Promise<void> {
  if (existsSync(folder)) return;
  await mkdir(dirname(folder), { recursive: true });
  const draft = await mkdtemp(`${folder}.draft-`);
  try {
    await fill(draft);
    await rename(draft, folder);
  } catch (error) {
    // A rename onto a folder with files in it fails: another process was faster.
    if (!existsSync(folder)) throw error;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}
