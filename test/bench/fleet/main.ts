import type { Figure } from '../figure.ts';
import { measureAnchors } from './anchors.ts';
import { measureBurst } from './burst.ts';
import { measureGraphSweep } from './graph.ts';
import { measureScan } from './scan.ts';
import { measureTimers } from './timers.ts';
import { measureVerification } from './verify.ts';

/** The costs of a fleet of thousands, and bursts with Azure's quotas active. Each can run alone. */
export const FLEET_PARTS: Readonly<Record<`fleet-${string}`, () => Promise<readonly Figure[]>>> = {
  'fleet-timers': measureTimers,
  'fleet-graph': measureGraphSweep,
  'fleet-anchors': measureAnchors,
  'fleet-verify': measureVerification,
  'fleet-scan': measureScan,
  'fleet-burst': measureBurst,
};

export async function measureFleet(): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const part of Object.values(FLEET_PARTS)) figures.push(...(await part()));
  return [...figures, peakMemory()];
}

/** Of the whole process so far, Azurite in its memory included. */
export function peakMemory(): Figure {
  const mib = Math.round(process.resourceUsage().maxRSS / 1024);
  return {
    what: 'largest memory of the process that measures',
    measured: `${mib} MiB`,
    wanted: 'no limit set',
    reached: true,
  };
}
