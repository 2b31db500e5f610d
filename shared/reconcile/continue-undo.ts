import { secondsBetween } from '../lib/iso-time.ts';
import { mapConcurrent } from '../lib/map-concurrent.ts';
import type { ActionOutcome } from '../model/action.ts';
import { LAST_BEGIN_SECONDS } from '../model/limits.ts';
import type { Action } from '../model/plan.ts';
import type { VaultId } from '../model/resource-id.ts';
import type { Undoing } from '../model/state.ts';
import { type Target, targetKey } from '../model/target.ts';
import { withOwnWrites, withWroteAt } from '../plan/own-writes.ts';
import type { Refused } from '../remediate/run-actions.ts';
import { workOf } from '../remediate/work-of.ts';
import { keepsBackups, whyNeeded } from '../undo/undo-plan.ts';
import { nextUndoing, withUndone } from '../undo/undoing.ts';
import type { PollPorts } from './act.ts';
import type { Ports } from './ports.ts';
import { momentOf, now, type Step } from './step.ts';
import { neededBy, readSurroundings, type Surroundings, sharers } from './surroundings.ts';

const MAX_WAKES = 8;

export type UndoPorts = PollPorts & Pick<Ports, 'targets' | 'queue' | 'profiles' | 'runActions'>;

export interface Continued {
  readonly step: Step;
  readonly results: readonly ActionOutcome[];
}

/**
 * Continues an undo, as far as possible now. One after another: the last change goes first, and an
 * action that holds the cluster is waited for by the next one on the same cluster. `asked` is what
 * was still to be undone when the step began.
 */
export async function continueUndo(step: Step, asked: readonly Undoing[], ports: UndoPorts): Promise<Continued> {
  const begunAt = now(ports);
  const laneOf = (action: Action) => workOf(action).lane;
  const tried = new Set<string>();
  const results: ActionOutcome[] = [];
  let seen: Promise<Surroundings> | undefined;
  const around = () => {
    seen ??= readSurroundings(step.state.target, vaultIdsOf(asked), ports);
    return seen;
  };
  const refuse = async (action: Action) => whyRefused(action, await around());
  let { state, open } = step;

  while (secondsBetween(begunAt, now(ports)) <= LAST_BEGIN_SECONDS) {
    const due = nextUndoing(state.undoing ?? [], open, now(ports), laneOf);
    const next = due.find(({ action }) => !tried.has(action.key));
    if (next === undefined) break;
    tried.add(next.action.key);
    const outcomes = await ports.runActions(state.target, [next.action], { ...ports, refuse });
    state = withOwnWrites(withUndone(state, outcomes, momentOf(state.target, ports)), outcomes);
    state = withWroteAt(state, outcomes, now(ports));
    results.push(...outcomes);
    open = await ports.trail.open(state.target);
  }
  const left = new Set((state.undoing ?? []).map(({ action }) => action.key));
  const ended = asked.filter(({ action }) => !left.has(action.key));
  if (ended.length > 0) await reassessSharers(ended, await around(), ports);
  return { step: { ...step, state, open }, results };
}

/**
 * Again right before the write: backups may have been set up, and targets may have come, since the
 * plan was shown.
 */
function whyRefused({ remedy }: Action, around: Surroundings): Refused | undefined {
  if (around.state === 'protected' && keepsBackups(remedy)) return undefined;
  if (around.state !== 'free') return around;
  const message = whyNeeded(neededBy(remedy, around.neighbours));
  return message === undefined ? undefined : { failure: { class: 'permanent', code: 'NeededByOtherTarget', message } };
}

/**
 * Their prerequisites may be gone: their verdicts say so at once, not at the next scheduled
 * assessment.
 */
async function reassessSharers(
  ended: readonly Undoing[],
  around: Surroundings,
  ports: Pick<Ports, 'targets' | 'queue' | 'clock'>,
): Promise<void> {
  if (around.state !== 'free') return;
  const affected = new Map<string, Target>();
  for (const { action } of ended) {
    for (const { target } of sharers(action.remedy, around.neighbours)) {
      if (target !== undefined) affected.set(targetKey(target), target);
    }
  }
  await mapConcurrent([...affected.values()], MAX_WAKES, async (target) => {
    await ports.targets.markDirty(target, ports.clock.now());
    await ports.queue.send(target, 0);
  });
}

function vaultIdsOf(undoing: readonly Undoing[]): readonly VaultId[] {
  return [...new Set(undoing.flatMap(({ action }) => action.undoes?.vaultIds ?? []))];
}
