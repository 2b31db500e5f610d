/** `npm run chaos` follows from its seed alone, and not from the speed of the machine. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';

const HALTS = 4;

/** Plays a few points; the traces and outcomes of all of them. */
async function played(seed: number, { halted = false } = {}): Promise<readonly string[]> {
  const parameters = ['test/chaos/main.ts', '--shard', '1/1', '--seed', String(seed), '--only', 'hosts'];
  const child = spawn(process.execPath, parameters, { stdio: ['ignore', 'pipe', 'inherit'] });
  const output = text(child.stdout);
  const ended = once(child, 'exit');
  for (let times = 0; halted && times < HALTS; times++) {
    await Promise.race([sleep(400), ended]);
    child.kill('SIGSTOP');
    await sleep(1000);
    child.kill('SIGCONT');
  }
  return (await output).trim().split('\n');
}

test('the same seed gives the same run, on a machine that is halted for a second at a time as well', async ({
  skip,
}) => {
  if (process.platform === 'win32') skip('Windows has no signals that halt a process');
  const [one, same, other] = await Promise.all([played(7), played(7, { halted: true }), played(8)]);
  expect(one.length).toBeGreaterThan(1);
  expect(one.every((line) => line.includes('"outcome":"converged"'))).toBe(true);
  expect(same).toEqual(one);
  expect(other).not.toEqual(one);
});
