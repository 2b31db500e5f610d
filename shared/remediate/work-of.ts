import type { ActionResult, Observation } from '../model/action.ts';
import type { Action } from '../model/plan.ts';
import type { ResourceId } from '../model/resource-id.ts';
import type { Arm, ArmReader } from '../ports/arm.ts';
import type { Remediator } from './define.ts';
import { type RemediatorTable, remediatorOf } from './index.ts';

/** What there is to do for an action, whether it carries a remedy out or takes one back. */
export interface Work {
  readonly longRunning: boolean;
  /** Both hold the same lane: they write to the same thing. */
  readonly lane: ResourceId | undefined;
  readonly poll: Remediator['poll'];
  apply(arm: Arm): Promise<ActionResult>;
  observe(arm: ArmReader): Promise<Observation>;
}

/** @throws where something is to be taken back that never is: a plan that says so is a mistake of ours. */
export function workOf({ remedy, before, undoes }: Action, remediators: RemediatorTable): Work {
  const remediator = remediatorOf(remedy, remediators);
  const lane = remediator.lane(remedy);
  if (undoes === undefined) {
    return {
      longRunning: remediator.longRunning,
      lane,
      poll: remediator.poll,
      apply: (arm) => remediator.apply(remedy, before, arm),
      observe: (arm) => remediator.observe(remedy, arm),
    };
  }
  const { undo } = remediator;
  if ('never' in undo) throw new Error(`${remedy.kind} is not taken back: ${undo.never}`);
  return {
    longRunning: undo.longRunning,
    lane,
    poll: undefined,
    apply: (arm) => undo.apply(remedy, undoes, arm),
    observe: (arm) => undo.observe(remedy, undoes, arm),
  };
}
