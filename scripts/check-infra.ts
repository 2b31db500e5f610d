// `npm run check:infra`: every Bicep file through the compiler and the linter, and the rights of the story held against what they come from.
// With --write the rights of the story are written anew, and Bicep files formatted.
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { findBicep } from './infra/bicep-cli.ts';
import { STORY_RIGHTS, storyRights } from './infra/story-rights.ts';

const root = resolve(import.meta.dirname, '..');
const write = process.argv.includes('--write');

const bicep = findBicep(root);
if (typeof bicep === 'string') {
  process.stdout.write(`Not compiled: ${bicep}\n`);
  process.exit(0);
}

const problems: string[] = [];
const files = globSync('infra/**/*.bicep', { cwd: root }).sort();
for (const file of files) {
  const path = join(root, file);
  const built = bicep('build', path, '--stdout');
  if (built.status !== 0 || built.stderr.trim() !== '')
    problems.push(built.stderr.trim() || `${file} does not compile.`);
  const linted = bicep('lint', path);
  if (linted.status !== 0) problems.push(linted.stderr.trim());
  if (write) bicep('format', path);
  else if (bicep('format', path, '--stdout').stdout !== readFileSync(path, 'utf8')) {
    problems.push(`${file} is not formatted: run \`npm run check:infra -- --write\`.`);
  }
}
const rights = storyRights(bicep, root);
if (write) writeFileSync(join(root, STORY_RIGHTS), rights);
else if (readFileSync(join(root, STORY_RIGHTS), 'utf8') !== rights) {
  problems.push(`${STORY_RIGHTS} is stale: run \`npm run check:infra -- --write\`.`);
}

for (const problem of problems) process.stderr.write(`${problem}\n`);
process.stdout.write(`${bicep('--version').stdout.trim()}: ${files.length} files, ${problems.length} problems\n`);
process.exit(problems.length === 0 ? 0 : 1);
