// `npm run changelog`: prints the part of CHANGELOG.md that follows from the commit messages since
// a tag or a commit.
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { commandLine } from './command-line.ts';
import { changelogOf } from './commits/changelog.ts';
import { parseLog } from './commits/message.ts';

const root = resolve(import.meta.dirname, '..');
const git = (...args: readonly string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8' });
const { since } = commandLine('npm run changelog --', 'Prints what users notice, from the commit messages.')
  .option('--since <tag>', 'tag or commit; by default the tag before this commit, or the first commit')
  .parse()
  .opts<{ readonly since?: string }>();

const from = since ?? lastTag();
const range = from === undefined ? 'HEAD' : `${from}..HEAD`;
process.stdout.write(changelogOf(parseLog(git('log', '--no-merges', '--format=%H%x00%B%x01', range))));

/** A tag on this very commit is the one that is being released. */
function lastTag(): string | undefined {
  const current = git('tag', '--points-at', 'HEAD').split('\n');
  return git('tag', '--merged', 'HEAD', '--sort=-v:refname', '--list', 'v*')
    .split('\n')
    .find((tag) => tag !== '' && !current.includes(tag));
}
