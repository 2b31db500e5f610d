import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import type { Figure } from './figure.ts';

const MINUTES = 45;
const MIN_SEEDS = 2000;
const PARAMETERS = ['--seeds', '100000', '--minutes', String(MINUTES)];

/** `npm run simulate`, as many seeds as fit into the time. */
export async function measureSimulation(): Promise<readonly Figure[]> {
  const child = spawn(process.execPath, ['test/simulation/main.ts', ...PARAMETERS], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const output = await text(child.stdout);
  const [, seeds = '0', failed = '?', rate = '?'] =
    /seeds (\d+), failed (\d+) \(\d+ s, ([\d.]+) a second\)/.exec(output) ?? [];
  return [
    {
      what: `\`npm run simulate -- ${PARAMETERS.join(' ')}\`: random stories that are played`,
      measured: `${seeds} (${rate} a second), ${failed} failed`,
      wanted: `≥ ${MIN_SEEDS}, none failed`,
      reached: Number(seeds) >= MIN_SEEDS && failed === '0',
    },
  ];
}
