import type { Figure } from '../figure.ts';
import { measureAnchors } from './anchors.ts';
import { measureBurst } from './burst.ts';
import { measureGraphSweep } from './graph.ts';
import { measureTimers } from './timers.ts';

/** The costs of a fleet of thousands, and bursts with Azure's quotas active. */
export async function measureFleet(): Promise<readonly Figure[]> {
  return [
    ...(await measureTimers()),
    ...(await measureGraphSweep()),
    ...(await measureAnchors()),
    ...(await measureBurst()),
  ];
}
