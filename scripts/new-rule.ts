// `npm run new-rule -- SUBJECT SLUG …` generates a rule: its file, its test, its place in the list
// and its page. CONTRIBUTING.md has the four steps. Ends with 0 when the files are there, 1 when
// something is wrong; then nothing was written.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Command } from 'commander';
import { RULES } from '../shared/rules/index.ts';
import { filesOf, rulePath, testPath } from './new-rule/rule-files.ts';
import { orderOf, type RuleOrder, SUBJECTS } from './new-rule/rule-order.ts';

const root = resolve(import.meta.dirname, '..');

interface Options {
  readonly title: string;
  readonly failureTitle: string;
  readonly why: string;
  readonly docs: string;
  readonly needs: string;
  readonly severity: string;
  readonly fix: string;
  readonly byHand: readonly string[];
}

await new Command('new-rule')
  .description('Begins a rule: its file, its test, its place in the list and its page.')
  .argument('<subject>', `what it is about: ${Object.keys(SUBJECTS).join(', ')}`)
  .argument('<slug>', 'name of its file, as in storage-keys')
  .requiredOption('--title <text>', 'said when it is satisfied')
  .requiredOption('--failure-title <text>', 'said when it is not')
  .requiredOption('--why <sentence>', 'what goes wrong without it')
  .requiredOption('--docs <address>', "Microsoft's page on it")
  .requiredOption('--needs <facts>', 'what it has to see, with commas between, as in cluster,storageAccount')
  .option('--severity <severity>', '"required" for Ready, or "recommended"', 'required')
  .option('--fix <fix>', 'the kind of remedy that puts it right, or "person" or "time"', 'person')
  .option('--by-hand <command...>', 'what a person types; needed where the fix is "person" or "time"', [])
  .action((subject: string, slug: string, options: Options) => {
    const needs = options.needs.split(',').flatMap((need) => need.trim() || []);
    const result = orderOf({ ...options, subject, slug, needs }, RULES);
    const problems = 'problems' in result ? result.problems : inTheWay(result.order);
    if ('problems' in result || problems.length > 0) {
      for (const problem of problems) process.stderr.write(`${problem}\n`);
      process.stderr.write('Nothing was written.\n');
      process.exitCode = 1;
      return;
    }
    begin(result.order);
  })
  .parseAsync();

function inTheWay(order: RuleOrder): readonly string[] {
  return [rulePath(order), testPath(order)].flatMap((path) =>
    existsSync(join(root, path)) ? [`${path} is there already`] : [],
  );
}

function begin(order: RuleOrder): void {
  const files = filesOf(order, (path) => readFileSync(join(root, path), 'utf8'));
  for (const [path, text] of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  run('node_modules/@biomejs/biome/bin/biome', ['check', '--write', ...files.map(([path]) => path)]);
  run('scripts/generate-docs.ts', []);
  process.stdout.write(
    [
      `${order.id} is generated. Its page is docs/rules/${order.id}.md. The next steps:`,
      `  1. write a row for each way out of the rule in ${testPath(order)}`,
      `  2. write the judgement in ${rulePath(order)}, until the test is green`,
      '  3. npm run docs && npm run check && npm test',
      '',
    ].join('\n'),
  );
}

function run(script: string, args: readonly string[]): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${script} failed: ${stdout}${stderr}`);
}
