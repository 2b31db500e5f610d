// `npm run package`: makes dist/backstay.zip, the whole of what is deployed, and dist/package, the same as a folder.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { bundle, ENTRY, type PackagedFile } from './package/bundle.ts';
import { noticesFor } from './package/notices.ts';
import { zipOf } from './package/zip.ts';

const root = resolve(import.meta.dirname, '..');
const { values: options } = parseArgs({ options: { out: { type: 'string', default: join(root, 'dist') } } });

const { code, maps, modules } = await bundle(root);
const files: readonly PackagedFile[] = [
  ...code,
  { path: 'package.json', contents: json(packageJson()) },
  { path: 'host.json', contents: readFileSync(join(root, 'host.json')) },
  { path: 'LICENSE', contents: readFileSync(join(root, 'LICENSE')) },
  { path: 'THIRD-PARTY-NOTICES.txt', contents: Buffer.from(noticesFor(root, modules)) },
];
const zip = zipOf(files);

const out = resolve(options.out);
for (const folder of ['package', 'maps']) rmSync(join(out, folder), { recursive: true, force: true });
for (const { path, contents } of files) write(join(out, 'package', path), contents);
for (const { path, contents } of maps) write(join(out, 'maps', path), contents);
write(join(out, 'backstay.zip'), zip);
process.stdout.write(
  `${join(options.out, 'backstay.zip')}: ${Math.round(zip.byteLength / 1024)} KiB, ${files.length} files\n`,
);

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
