import type { Case } from '../../local/cases/case-file.ts';
import { fill } from '../../local/cases/fill.ts';
import { type CaseWorld, namesOfDemo, takeStep } from '../../local/cases/take-step.ts';
import { CLUSTER_ID } from '../../local/demo/world.ts';
import { parseClusterId } from '../../shared/model/resource-id.ts';
import type { TargetState } from '../../shared/model/state.ts';
import { must } from '../support/facts.ts';
import { isWrite } from '../support/is-write.ts';
import { createVirtualWorld, type VirtualWorld } from '../support/virtual-world.ts';
import { checkCase } from './check-case.ts';

export interface CaseResult {
  /** What is not as the case expects; empty when it passed. */
  readonly problems: readonly string[];
  readonly state: TargetState | undefined;
  /** `METHOD path status` of each write that Backstay sent after the last `cluster` or `shape`. */
  readonly writes: readonly string[];
  readonly cards: number;
  /** Answers that a step wanted shown. */
  readonly shown: readonly string[];
}

/**
 * Plays one case in a world of its own. Nothing is thrown: what goes wrong is a problem of the
 * case.
 */
export async function runCase(one: Case): Promise<CaseResult> {
  const nothing = { state: undefined, writes: [], cards: 0, shown: [] };
  const names = namesOfDemo();
  let world: VirtualWorld;
  try {
    world = await createVirtualWorld({ profile: fill(one.profile ?? {}, names) });
  } catch (error) {
    const message = messageOf(error);
    const expected = one.expectThrow !== undefined && new RegExp(one.expectThrow, 'i').test(message);
    return { ...nothing, problems: expected ? [] : [`the world could not be made: ${message}`] };
  }
  const shown: string[] = [];
  try {
    if (one.expectThrow !== undefined) {
      return { ...nothing, problems: [`the profile was accepted; expected /${one.expectThrow}/`] };
    }
    await world.prepare();
    for (const [index, step] of (one.steps ?? []).entries()) {
      await at(`steps.${index}`, () => takeStep(fill(step, names), names, caseWorld(world, shown)));
    }
    const clusterId = must(parseClusterId(fill(one.target ?? names.SHAPE ?? CLUSTER_ID, names)));
    const state = (await world.ports.targets.get({ ...world.target, clusterId }))?.state;
    const writes = world.requests
      .filter(isWrite)
      .map(({ call, status }) => `${call.split('?')[0]} ${status ?? ''}`.trim());
    const problems = checkCase(fill(one.expect ?? {}, names), { state, writes });
    return { problems, state, writes, cards: world.cards.length, shown };
  } catch (error) {
    return { ...nothing, problems: [messageOf(error)], shown };
  } finally {
    await world.close();
  }
}

/** Hours pass in a moment; Backstay works while they do. */
function caseWorld(world: VirtualWorld, shown: string[]): CaseWorld {
  return {
    arm: world.arm,
    now: () => world.timeline.now(),
    send: (...request) => world.send(...request),
    settle: () => world.pass(() => world.timeline.nextDue() === undefined, 1),
    pass: (hours) => world.pass(() => false, hours),
    onCluster() {
      // What is counted begins with the cluster.
      world.requests.length = 0;
    },
    show: (answer) => void shown.push(answer),
  };
}

async function at(place: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw new Error(`${place}: ${messageOf(error)}`);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
