import { secondsBetween } from '../lib/iso-time.ts';
import type { ActionOutcome } from '../model/action.ts';
import type { Action } from '../model/plan.ts';
import { withOwnWrites } from '../plan/own-writes.ts';
import type { Ports } from '../ports.ts';
import { runActions } from '../remediate/run-actions.ts';
import { workOf } from '../remediate/work-of.ts';
import { momentOf, now, type Step } from '../step.ts';
import { nextUndoing, withUndone } from './undoing.ts';

/** Nothing more is begun after this, in seconds, so that a step ends well before the 25 s that a function may take. */
const LAST_BEGIN_SECONDS = 12;

export interface Continued {
  readonly step: Step;
  readonly results: readonly ActionOutcome[];
}

/**
 * Takes back what a person wanted taken back, as far as it goes now. One after another: what was done last goes first, and what holds
 * the cluster is waited for by what comes after it on the same cluster.
 */
export async function continueUndo(step: Step, ports: Ports): Promise<Continued> {
  const begunAt = now(ports);
  const laneOf = (action: Action) => workOf(action, ports.remediators).lane;
  const tried = new Set<string>();
  const results: ActionOutcome[] = [];
  let { state, open } = step;

  while (secondsBetween(begunAt, now(ports)) <= LAST_BEGIN_SECONDS) {
    const due = nextUndoing(state.undoing ?? [], open, now(ports), laneOf);
    const next = due.find(({ action }) => !tried.has(action.key));
    if (next === undefined) break;
    tried.add(next.action.key);
    const outcomes = await runActions(state.target, [next.action], ports);
    state = withOwnWrites(withUndone(state, outcomes, momentOf(ports)), outcomes);
    results.push(...outcomes);
    open = await ports.trail.open(state.target);
  }
  return { step: { ...step, state, open }, results };
}
