import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import { PLANTED } from './planted.ts';
import { play } from './play.ts';
import { warmUp } from './warm-up.ts';

const SEED = 2;
const SEEDS = 50;
/** A planted fault is found within so many seeds. */
const MAX_SEEDS = 20;

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

test(`${SEEDS} random stories end as they should`, { timeout: 0 }, async () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const { failure } = await play(seed);
    expect(failure?.problems, `npm run simulate -- --seeds 1 --from ${seed}`).toBeUndefined();
  }
});

test.each(PLANTED)('a planted fault is found: $name', { timeout: 0 }, async ({ plant, found, commands }) => {
  const problems: string[] = [];
  for (let seed = 1; seed <= MAX_SEEDS && !problems.some((problem) => found.test(problem)); seed++) {
    const { failure } = await play(seed, {
      world: { plant },
      ...(commands && { commands }),
    });
    problems.push(...(failure?.problems ?? []));
  }
  expect(problems).toContainEqual(expect.stringMatching(found));
});

test('the shortest story of a failure is found, and plays again by its path', { timeout: 0 }, async () => {
  const [planted] = PLANTED;
  const world = { plant: planted?.plant ?? ((ports) => ports) };
  const { failure } = await play(1, { world, shrinks: 50 });
  const whole = await play(1, { world });
  expect(failure?.story.length).toBeLessThan(whole.failure?.story.length ?? 0);
  const again = await play(1, { world, path: failure?.path });
  expect(again.failure?.story).toEqual(failure?.story);
  expect(again.failure?.problems).toEqual(failure?.problems);
});
