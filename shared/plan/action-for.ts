import type { Action, RemedyTraits, RemedyTraitsTable } from '../model/plan.ts';
import type { Remedy } from '../model/remedy.ts';
import type { RuleId } from '../model/rule-id.ts';

/** What the remediator of this kind says of it. */
export function traitsOf<R extends Remedy>(remedy: R, traits: RemedyTraitsTable): RemedyTraits<R> {
  // The table is keyed by kind, which the compiler can't follow through an index by a union.
  return traits[remedy.kind] as unknown as RemedyTraits<R>;
}

/** The action that carries a remedy out, with the key that its content gives it. */
export function actionFor(remedy: Remedy, ruleIds: readonly RuleId[], traits: RemedyTraitsTable): Action {
  const own = traitsOf(remedy, traits);
  return {
    key: own.key(remedy),
    ruleIds,
    remedy,
    text: own.describe(remedy),
    risk: own.risk,
    permissions: own.permissions(remedy),
  };
}
