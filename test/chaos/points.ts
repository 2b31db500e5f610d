import { createHash } from 'node:crypto';
import { allDeaths, type CleanRun, runWithDeath } from './crashes.ts';
import { allFaultyCalls, type Ending, runWithFault } from './faulty-calls.ts';
import { runScenario, SCENARIOS } from './scenarios.ts';

/** One way for things to go wrong. */
export interface Point {
  readonly name: string;
  /** What is not as it must be in the end, or that it rightly ended with a person. */
  run(clean: CleanRun): Promise<Ending>;
}

export interface Result {
  readonly point: string;
  readonly outcome: 'converged' | 'escalated' | 'broken' | 'idle';
  readonly problems: readonly string[];
  /** Of all that happened: the same seed gives the same. */
  readonly trace: string;
}

export function allPoints(clean: CleanRun): readonly Point[] {
  return [
    ...SCENARIOS.map((scenario): Point => ({ name: scenario.name, run: (to) => runScenario(scenario, to) })),
    ...allDeaths(clean).map(
      (death): Point => ({
        name: `the process dies ${death.when} touch ${death.touch}, ${clean.touches[death.touch - 1]}`,
        run: (to) => runWithDeath(death, to),
      }),
    ),
    ...allFaultyCalls(clean).map(
      (faulty): Point => ({
        name: `${faulty.trouble.name}: ${faulty.call.method} ${faulty.call.path}, time ${faulty.call.occurrence}`,
        run: (to) => runWithFault(faulty, to),
      }),
    ),
  ];
}

export async function runPoint({ name, run }: Point, clean: CleanRun): Promise<Result> {
  const hash = createHash('sha256');
  const ended = await run({ ...clean, trace: hash }).catch(problemOf);
  const trace = hash.digest('hex').slice(0, 16);
  if (ended === 'escalated' || ended === 'idle') return { point: name, outcome: ended, problems: [], trace };
  return { point: name, outcome: ended.length === 0 ? 'converged' : 'broken', problems: ended, trace };
}

function problemOf(error: unknown): readonly string[] {
  return [error instanceof Error ? (error.stack ?? error.message) : String(error)];
}
