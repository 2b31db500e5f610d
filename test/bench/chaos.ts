import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import type { Figure } from './figure.ts';

const MAX_SECONDS = 300;
const MANY_POINTS = 1000;

/** `npm run chaos`, as it stands. */
export async function measureChaos(): Promise<readonly Figure[]> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, ['test/chaos/main.ts'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const output = await text(child.stdout);
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  const [, points = '0', converged, escalated, broken] =
    /points (\d+), converged (\d+), escalated (\d+), broken (\d+)/.exec(output) ?? [];
  return [
    {
      what: '`npm run chaos`: points at which something goes wrong',
      measured: `${points}: ${converged} end as if nothing had been wrong, ${escalated} with an operator who is notified of the reason, ${broken} broken`,
      wanted: `> ${MANY_POINTS}, none broken`,
      reached: Number(points) > MANY_POINTS && broken === '0',
    },
    {
      what: '`npm run chaos`: time',
      measured: `${seconds} s`,
      wanted: `< ${MAX_SECONDS} s`,
      reached: seconds < MAX_SECONDS,
    },
  ];
}
