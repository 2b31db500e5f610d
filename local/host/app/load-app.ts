import { globSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { readJson } from '../read-json.ts';

const packageSchema = z.looseObject({
  main: z.string('must name the files with functions, such as "dist/functions/*.js"').min(1),
});

/**
 * Imports the files that `main` in package.json names; each registers its functions as it loads.
 * @throws Error that names the file when there is none, or when one does not load.
 */
export async function loadApp(root: string): Promise<void> {
  const packageFile = join(root, 'package.json');
  const { main } = await readJson(packageFile, packageSchema);

  const files = globSync(main, { cwd: root }).sort();
  if (files.length === 0) {
    throw new Error(
      `${packageFile}: "main" is "${main}", and no file in ${resolve(root)} has such a name. Build the app first.`,
    );
  }
  for (const file of files) {
    try {
      await import(pathToFileURL(resolve(root, file)).href);
    } catch (error) {
      throw new Error(`${file} does not load: ${error instanceof Error ? error.message : error}`, { cause: error });
    }
  }
}
