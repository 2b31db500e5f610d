import fc from 'fast-check';
import {
  COMMANDS,
  createCluster,
  type Model,
  profileInWords,
  profileSettings,
  StoryOver,
  type WorldCommand,
} from './commands.ts';
import { judge } from './judge.ts';
import { MAX_CLUSTERS } from './setting.ts';
import { createWorld, type World, type WorldOptions, type WorldSetup } from './world.ts';

export interface Played {
  /** Of all that happened, line by line: the same seed gives the same. */
  readonly hash: string;
  readonly failure?: Failure;
}

export interface Failure {
  readonly problems: readonly string[];
  readonly story: readonly string[];
  /** To play exactly this story again. */
  readonly path: string;
}

export interface PlayOptions {
  /**
   * Look for the shortest story in which the same goes wrong, among so many others at most; 0 by
   * default.
   */
  readonly shrinks?: number;
  /** Of a story that was printed. */
  readonly path?: string | undefined;
  readonly world?: WorldOptions;
  /** The commands that may come; all by default. */
  readonly commands?: readonly fc.Arbitrary<WorldCommand>[];
}

const MAX_COMMANDS = 14;
/** Between the path of fast-check and that of its commands; neither has one. */
const SEPARATOR = '~';

/**
 * Plays the story that follows from a seed; when something goes wrong in it, looks for the shortest
 * in which the same does.
 */
export async function play(
  seed: number,
  { shrinks = 0, path, world: options, commands: happening = COMMANDS }: PlayOptions = {},
): Promise<Played> {
  const [at, replayPath] = path?.split(SEPARATOR) ?? [];
  let hash = '';
  let first: string | undefined;
  const setups = setupsOf(seed);
  const stories = fc.commands<Model, World, true>([...happening], {
    maxCommands: MAX_COMMANDS,
    size: 'max',
    ...(replayPath !== undefined && { replayPath }),
  });
  const limit = path === undefined ? shrinks : Number.POSITIVE_INFINITY;
  const property = fc.asyncProperty(fc.limitShrink(fc.tuple(setups, stories), limit), async ([setup, commands]) => {
    const world = await createWorld(setup, options);
    try {
      // A story without a cluster is none.
      await createCluster(world, 0);
      await fc.asyncModelRun(() => ({ model: { made: new Set([0]) }, real: world }), commands);
      await judge(world);
    } catch (error) {
      if (!(error instanceof StoryOver)) throw error;
    }
    hash = world.hash();
    const [problem] = world.watch.problems;
    if (problem === undefined) return;
    first ??= kindOf(problem);
    // A shorter story in which something else goes wrong is another story.
    if (kindOf(problem) === first) throw new Broken(world.watch.problems);
  });
  const details = await fc.check(property, {
    seed,
    numRuns: 1,
    unbiased: true,
    endOnFailure: limit === 0,
    ...(at !== undefined && { path: at }),
  });
  if (!details.failed) return { hash };
  const { counterexample, errorInstance } = details;
  if (!(errorInstance instanceof Broken) || counterexample === null) throw errorInstance;
  const [[setup, commands]] = counterexample;
  const { problems } = errorInstance;
  const found = [details.counterexamplePath, replayPathIn(String(commands))].join(SEPARATOR);
  return { hash, failure: { problems, story: auditHistory(setup, commands), path: found } };
}

function setupsOf(seed: number): fc.Arbitrary<WorldSetup> {
  return fc.record({
    seed: fc.constant(seed),
    clusters: fc.integer({ min: 1, max: MAX_CLUSTERS }),
    profiles: profileSettings,
    skewSeconds: fc.tuple(fc.integer({ min: -3, max: 3 }), fc.integer({ min: -3, max: 3 })),
    lostMessages: fc.constantFrom(0, 0, 0.02),
    lostEvents: fc.constantFrom(0, 0, 0.3),
    doubledEvents: fc.constantFrom(0, 0.3, 1),
  });
}

class Broken extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

/** A problem without the names and numbers in it. */
function kindOf(problem: string): string {
  return problem.replace(/\S+\/\S+/g, '*').replace(/\d+/g, '#');
}

function auditHistory(setup: WorldSetup, commands: Iterable<WorldCommand>): readonly string[] {
  const { clusters, profiles, skewSeconds, lostMessages, lostEvents, doubledEvents } = setup;
  const percent = (chance: number) => `${Math.round(chance * 100)} %`;
  return [
    `A world of up to ${clusters} clusters, with ${profiles.map(profileInWords).join(' and ')}`,
    `clocks off by ${skewSeconds.map((seconds) => `${seconds} s`).join(' and ')}; ${percent(lostMessages)} of the messages and ${percent(lostEvents)} of the events are lost, ${percent(doubledEvents)} of the events come twice`,
    'cluster 0 is created',
    ...[...commands].map(String),
  ];
}

/** As fast-check prints it with the commands. */
function replayPathIn(commands: string): string {
  return /replayPath="([^"]*)"/.exec(commands)?.[1] ?? '';
}
