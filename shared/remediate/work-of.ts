import { changeFor } from '../changes/index.ts';
import type { ActionResult, Observation } from '../model/action.ts';
import type { Action } from '../model/plan.ts';
import type { ResourceId } from '../model/resource-id.ts';
import type { Arm, ArmReader } from '../ports/arm.ts';
import type { Remediator } from './define.ts';
import { remediatorFor } from './index.ts';

/** The calls to Azure of an action, whether it carries a remedy out or undoes one. */
export interface Work {
  readonly longRunning: boolean;
  /** Both take the same lock: they write to the same resource. */
  readonly lane: ResourceId | undefined;
  readonly poll: Remediator['poll'];
  apply(arm: Arm): Promise<ActionResult>;
  observe(arm: ArmReader): Promise<Observation>;
}

/** @throws where a change is to be undone that never is: such a plan is a mistake of ours. */
export function workOf({ remedy, before, undoes }: Action): Work {
  const change = changeFor(remedy);
  const remediator = remediatorFor(remedy);
  const lane = change.lane(remedy);
  if (undoes === undefined) {
    return {
      longRunning: change.longRunning,
      lane,
      poll: remediator.poll,
      apply: (arm) => remediator.apply(remedy, before, arm),
      observe: (arm) => remediator.observe(remedy, arm),
    };
  }
  const { undo } = remediator;
  if ('never' in change.undo) throw new Error(`${remedy.kind} is not undone: ${change.undo.never}`);
  if (undo === undefined) throw new Error(`remediate/ has no undo of ${remedy.kind}`);
  return {
    longRunning: change.undo.longRunning,
    lane,
    poll: undefined,
    apply: (arm) => undo.apply(remedy, undoes, arm),
    observe: (arm) => undo.observe(remedy, undoes, arm),
  };
}
