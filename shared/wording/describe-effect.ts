import type { Action, RemedyTraitsTable } from '../model/plan.ts';
import type { RuleId } from '../model/rule-id.ts';
import { traitsOf } from '../plan/action-for.ts';

/** What a person has to know of an action before they allow it. Plain text, with names that others chose: escape it where it is shown. */
export interface Effect {
  readonly rules: readonly RuleId[];
  /** What will be done. */
  readonly text: string;
  /** What has changed then. */
  readonly effect: string;
  /** How it is taken back. */
  readonly undo: string;
}

/** Which rules ask for an action, what it changes and how it is taken back. */
export function describeEffect({ ruleIds, text, remedy }: Action, traits: RemedyTraitsTable): Effect {
  const own = traitsOf(remedy, traits);
  return { rules: ruleIds, text, effect: own.effect(remedy), undo: own.undoText };
}
