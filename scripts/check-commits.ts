// `npm run check:commits`: holds commit messages to Conventional Commits. CI checks the commits of
// a push or a pull request.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { commandLine } from './command-line.ts';
import { type Commit, parseLog, problemsIn } from './commits/message.ts';

const root = resolve(import.meta.dirname, '..');
const options = commandLine('npm run check:commits --', 'Checks commit messages against Conventional Commits.')
  .option('--from <commit>', 'the last commit that is not checked; by default the one in scripts/commits/since')
  .parse()
  .opts<{ readonly from?: string }>();

const from = options.from ?? readFileSync(join(root, 'scripts', 'commits', 'since'), 'utf8').trim();
const commits = commitsSince(from);
const problems = commits.flatMap((commit) =>
  problemsIn(commit.message).map((problem) => `${commit.id.slice(0, 9)} ${problem}: ${commit.message.split('\n')[0]}`),
);
for (const problem of problems) process.stderr.write(`${problem}\n`);
process.stdout.write(`${commits.length} commits checked, ${problems.length} problems\n`);
process.exit(problems.length === 0 ? 0 : 1);

/**
 * A branch that begins on the platform has no commit before it: then all commits since the recorded
 * one are checked.
 */
function commitsSince(commit: string): readonly Commit[] {
  const args = ['log', '--no-merges', '--format=%H%x00%B%x01', `${commit}..HEAD`];
  try {
    return parseLog(execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }));
  } catch {
    process.stderr.write(`Commit ${commit} is not in this clone. Fetch the whole history: git fetch --unshallow\n`);
    process.exit(1);
  }
}
