// Holds the traffic that the tests recorded against Azure's own OpenAPI files, with the checker and the files beside this repository.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const TRAFFIC = '.traffic';
const CHECKER = resolve('../shared/spec-check');
const SPECS = resolve('../shared/specs');

if (!existsSync(CHECKER) || !existsSync(SPECS)) {
  process.stdout.write(`Not checked: there is no ${CHECKER} and ${SPECS} here.\n`);
  process.exit(0);
}
const files = existsSync(TRAFFIC) ? readdirSync(TRAFFIC).filter((name) => name.endsWith('.ndjson')) : [];
if (files.length === 0) {
  process.stderr.write(`No traffic in ${TRAFFIC}/: run \`npm test\` first.\n`);
  process.exit(1);
}

const folder = mkdtempSync(join(tmpdir(), 'backstay-specs-'));
cpSync(CHECKER, folder, { recursive: true, filter: (source) => !source.includes('node_modules') });
run('chmod', ['-R', 'u+w', folder]);
run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', '--prefix', folder]);

const all = join(folder, 'traffic.ndjson');
writeFileSync(all, files.map((name) => readFileSync(join(TRAFFIC, name), 'utf8')).join(''));
run('node', [join(folder, 'check.mjs'), all, '--specs', SPECS], /^#|^ {3}(?!NONE|ERROR)/);

/** Runs a command; of its output the lines that match `hidden` are left out, unless it fails. */
function run(command: string, args: readonly string[], hidden?: RegExp): void {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1024 ** 3 });
  const lines = stdout.split('\n').filter((line) => status !== 0 || hidden === undefined || !hidden.test(line));
  process.stdout.write(lines.join('\n'));
  if (status === 0) return;
  process.stderr.write(stderr);
  process.exit(1);
}
