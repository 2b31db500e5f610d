// `npm test`: builds what is deployed, then runs every test against it. Arguments go on to vitest.
import { spawnSync } from 'node:child_process';

function run(command: string, args: readonly string[]): void {
  const { status } = spawnSync(command, args, { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

run('tsc', ['-p', 'tsconfig.build.json']);
run('vitest', ['run', ...process.argv.slice(2)]);
