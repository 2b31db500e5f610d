import { changeFor } from '../changes/index.ts';
import type { Action } from '../model/plan.ts';
import type { RuleId } from '../model/rule-id.ts';

/**
 * An action in words for those who approve it. Plain text, with names that others chose: escape it
 * where it is shown.
 */
export interface Effect {
  readonly rules: readonly RuleId[];
  /** What is done. */
  readonly text: string;
  /** The state afterwards. */
  readonly effect: string;
  /** How an operator undoes it. */
  readonly undo: string;
}

/**
 * Which rules ask for an action, what it changes and how it is undone: the same words on the page
 * and on the card.
 */
export function describeEffect({ ruleIds, text, remedy }: Action): Effect {
  const change = changeFor(remedy);
  return { rules: ruleIds, text, effect: change.effect(remedy), undo: change.undoText };
}
