import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import { play } from './play.ts';
import { warmUp } from './warm-up.ts';

const SEED = 2;

beforeAll(warmUp);

test('the same seed gives the same run', async () => {
  const { hash } = await play(SEED);
  expect((await play(SEED)).hash).toBe(hash);
  expect((await play(SEED + 1)).hash).not.toBe(hash);
});

test('a process that is halted for a second at a time gives the same run', async ({ skip }) => {
  if (process.platform === 'win32') skip('Windows has no signals that halt a process');
  const parameters = ['test/simulation/main.ts', '--seed', String(SEED)];
  const child = spawn(process.execPath, parameters, { stdio: ['ignore', 'pipe', 'inherit'] });
  const output = text(child.stdout);
  const ended = new Promise((resolve) => child.on('exit', resolve));
  for (let times = 0; times < 3; times++) {
    await Promise.race([sleep(300), ended]);
    child.kill('SIGSTOP');
    await sleep(1000);
    child.kill('SIGCONT');
  }
  expect((await output).trimEnd().split('\n').at(-1)).toContain((await play(SEED)).hash);
});
