import { createCluster } from './commands.ts';
import { createWorld } from './world.ts';

/**
 * Loads what the product loads with its first use. Loading takes real time, in which other work
 * would go on: the first run of a process would not be the same as all others.
 */
export async function warmUp(): Promise<void> {
  const world = await createWorld({
    seed: 0,
    clusters: 1,
    profiles: [{ name: 'standard', mode: 'enforce', without: [], approve: [] }],
    skewSeconds: [0],
    lostMessages: 0,
    lostEvents: 0,
    doubledEvents: 0,
  });
  await createCluster(world, 0);
  await world.pass(3600);
}
