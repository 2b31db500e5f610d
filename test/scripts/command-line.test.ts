import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

const START = 'local/demo/start.ts';
const RULES = 'scripts/rules.ts';

function run(...parameters: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, parameters, { encoding: 'utf8' });
  return { status, stdout, stderr };
}

test.each([
  [START, 'Usage: npm start -- [options]', '--once'],
  [RULES, 'Usage: npm run rules -- [options]', '--json'],
])('%s --help explains itself', (script, usage, option) => {
  const { status, stdout, stderr } = run(script, '--help');
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toContain(usage);
  expect(stdout).toContain(option);
});

test.each([
  [
    START,
    ['--speed', 'fast'],
    "error: option '--speed <factor>' argument 'fast' is invalid. It must be a number above 0.\n",
  ],
  [RULES, ['--jsno'], "error: unknown option '--jsno' (Did you mean --json?)\n"],
  [RULES, ['all'], 'error: too many arguments. Expected 0 arguments but got 1: all.\n'],
])('%s with %j is one line and exit code 2', (script, parameters, stderr) => {
  expect(run(script, ...parameters)).toEqual({ status: 2, stdout: '', stderr });
});
