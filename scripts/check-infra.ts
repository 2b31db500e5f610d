// `npm run check:infra`: every Bicep file through the compiler and the linter, and the rights of
// the story compared with their sources. With --write the rights of the story are rewritten, and
// Bicep files formatted.
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { commandLine } from './command-line.ts';
import { findBicep } from './infra/bicep-cli.ts';
import { STORY_RIGHTS, storyRights } from './infra/story-rights.ts';

const root = resolve(import.meta.dirname, '..');
const { write } = commandLine('npm run check:infra --', 'Compiles, lints and compares the Bicep templates.')
  .option('--write', 'write the rights of the story, and format the Bicep files', false)
  .parse()
  .opts<{ readonly write: boolean }>();

process.chdir(root);
const bicep = findBicep(root);
if (typeof bicep === 'string') {
  process.stdout.write(`Not compiled: ${bicep}\n`);
  process.exit(0);
}

const problems: string[] = [];
const FILES = 'infra/**/*.bicep';
const files = globSync(FILES, { cwd: root }).sort();
// The linter compiles as well, and says all that the compiler says; a warning is a problem.
const linted = bicep('lint', '--pattern', FILES);
if (linted.status !== 0 || linted.stderr.trim() !== '') problems.push(linted.stderr.trim() || 'The linter failed.');

const copy = write ? root : mkdtempSync(join(tmpdir(), 'backstay-infra-'));
if (!write) cpSync(join(root, 'infra'), join(copy, 'infra'), { recursive: true });
bicep('format', '--pattern', join(copy, FILES));
for (const file of files) {
  if (readFileSync(join(copy, file), 'utf8') === readFileSync(join(root, file), 'utf8')) continue;
  problems.push(`${file} is not formatted: run \`npm run check:infra -- --write\`.`);
}
if (!write) rmSync(copy, { recursive: true, force: true });

for (const file of Object.keys(STORY_RIGHTS) as (keyof typeof STORY_RIGHTS)[]) {
  const rights = storyRights(bicep, root, file);
  if (write) writeFileSync(join(root, file), rights);
  else if (readFileSync(join(root, file), 'utf8') !== rights) {
    problems.push(`${file} is stale: run \`npm run check:infra -- --write\`.`);
  }
}

for (const problem of problems) process.stderr.write(`${problem}\n`);
process.stdout.write(`${bicep('--version').stdout.trim()}: ${files.length} files, ${problems.length} problems\n`);
process.exit(problems.length === 0 ? 0 : 1);
