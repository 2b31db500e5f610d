import type { Hash } from 'node:crypto';
import type { SentRequest } from '../../shared/azure/wire.ts';
import { createChaosWorld } from './chaos-world.ts';
import type { Death } from './mortal.ts';
import { type Picture, pictureOf, problemsOf, writesOf } from './picture.ts';

/** The outcome of a run without any fault, and all that it touches on its way. */
export interface CleanRun {
  /** Of the run that is compared with this one. */
  readonly trace?: Hash;
  readonly seed: number;
  readonly picture: Picture;
  readonly writes: ReadonlySet<string>;
  readonly touches: readonly string[];
  readonly requests: readonly SentRequest[];
}

const HOURS = 3;

export async function cleanRun(seed = 1): Promise<CleanRun> {
  // A first run loads modules with their first use. That takes real time, in which virtual time
  // goes on, so it is not judged.
  await play(seed);
  const { world, clean } = await play(seed);
  const problems = await problemsOf(world, clean);
  if (problems.length > 0) throw new Error(`The clean run is not clean: ${problems.join('; ')}`);
  return clean;
}

async function play(seed: number) {
  const world = await createChaosWorld({ seed });
  await world.prepare();
  await world.createCluster();
  await world.pass(async () => (await world.state())?.verdict === 'Ready', HOURS);
  const { requests, fate } = world;
  const clean: CleanRun = {
    seed,
    picture: pictureOf(world),
    writes: writesOf(world),
    touches: fate.touches,
    requests: [...requests],
  };
  return { world, clean };
}

/** Before and after every touch of the clean run. */
export function allDeaths({ touches }: CleanRun): readonly Death[] {
  return touches.flatMap((_, index) => [
    { touch: index + 1, when: 'before' } as const,
    { touch: index + 1, when: 'after' } as const,
  ]);
}

/** The same story, in which the process dies once; answers what is not as it must be in the end. */
export async function runWithDeath(death: Death, clean: CleanRun): Promise<readonly string[]> {
  const world = await createChaosWorld({ death, seed: clean.seed, trace: clean.trace });
  await world.prepare();
  await world.createCluster();
  await world.pass(async () => (await world.state())?.verdict === 'Ready' && !(await world.state())?.dirty, HOURS);
  // What is still on its way may come to its end.
  await world.pass(() => false, 0.1);
  return await problemsOf(world, clean);
}
