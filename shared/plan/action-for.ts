import { changeFor } from '../changes/index.ts';
import type { Action } from '../model/plan.ts';
import type { Remedy } from '../model/remedy.ts';
import type { RuleId } from '../model/rule-id.ts';

/** The action that carries a remedy out, with the key that its content gives it. */
export function actionFor(remedy: Remedy, ruleIds: readonly RuleId[]): Action {
  const change = changeFor(remedy);
  return {
    key: change.key(remedy),
    ruleIds,
    remedy,
    text: change.describe(remedy),
    risk: change.risk,
    permissions: change.permissions(remedy),
  };
}
