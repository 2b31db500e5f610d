// `npm run package`: makes dist/backstay.zip, the whole of what is deployed, and dist/package, the
// same as a folder.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { ConfigurationError } from '../shared/profiles/configuration-error.ts';
import { readText } from '../shared/profiles/read-profiles.ts';
import { commandLine } from './command-line.ts';
import { bundleFunctions, ENTRY, type PackagedFile } from './package/bundle.ts';
import { noticesFor } from './package/notices.ts';
import { zipOf } from './package/zip.ts';
import { deployedProfiles } from './profiles/deployed-file.ts';

const root = resolve(import.meta.dirname, '..');
const options = commandLine('npm run package --', 'Makes backstay.zip: all that is deployed.')
  .option('--out <folder>', 'where to put it', join(root, 'dist'))
  .option('--profiles <file>', 'the profile file that goes into it (profiles.json, where it is there)')
  .parse()
  .opts<{ readonly out: string; readonly profiles?: string }>();

const profiles = await profileFile();

const { code, maps, modules } = await bundleFunctions(root);
const files: readonly PackagedFile[] = [
  ...code,
  { path: 'package.json', contents: json(packageJson()) },
  { path: 'host.json', contents: readFileSync(join(root, 'host.json')) },
  { path: 'LICENSE', contents: readFileSync(join(root, 'LICENSE')) },
  ...profiles,
  { path: 'THIRD-PARTY-NOTICES.txt', contents: Buffer.from(noticesFor(root, modules)) },
];
const zip = zipOf(files);

const out = resolve(options.out);
for (const folder of ['package', 'maps']) rmSync(join(out, folder), { recursive: true, force: true });
for (const { path, contents } of files) write(join(out, 'package', path), contents);
for (const { path, contents } of maps) write(join(out, 'maps', path), contents);
write(join(out, 'backstay.zip'), zip);
process.stdout.write(
  `${join(options.out, 'backstay.zip')}: ${Math.round(zip.byteLength / 1024)} KiB, ${files.length} files, ${profiles.length === 0 ? 'without profiles: none in profiles.json' : 'profiles included'}\n`,
);

/**
 * The profiles go with the code, so that what was reviewed is what runs. One that is wrong is
 * better known now than in Azure.
 */
async function profileFile(): Promise<readonly PackagedFile[]> {
  const path = options.profiles ?? join(root, 'profiles.json');
  if (options.profiles === undefined && !existsSync(path)) return [];
  try {
    const { text } = await deployedProfiles(await readText(path), path);
    return [{ path: 'profiles.json', contents: Buffer.from(text) }];
  } catch (error) {
    process.stderr.write(`${error instanceof ConfigurationError ? error.message : error}\n`);
    process.exit(1);
  }
}

/** Only what the host reads: nothing is installed where the package runs. */
function packageJson(): object {
  const { name, version, license, engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return { name, version, license, type: 'module', main: ENTRY, engines };
}

function json(value: object): Uint8Array {
  return Buffer.from(`${JSON.stringify(value, undefined, 2)}\n`);
}

function write(path: string, contents: Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, contents);
}
