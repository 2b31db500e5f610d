import type { Missing } from '../changes/define.ts';
import { commandsFor } from '../changes/index.ts';
import type { RuleId } from '../model/rule-id.ts';
import type { Step } from '../model/step.ts';
import { note } from '../steps/step.ts';

/** The commands to the same effect, after a warning where they cannot help yet. */
export function stepsByHand(missing: Missing, unmet: readonly RuleId[] = []): readonly Step[] {
  return unmet.length === 0 ? commandsFor(missing) : [onlyOnce(unmet), ...commandsFor(missing)];
}

/** Stands above steps whose preconditions are not met. */
export function onlyOnce(unmet: readonly RuleId[]): Step {
  const are = unmet.length === 1 ? 'is' : 'are';
  return note(
    `Only once ${unmet.join(', ')} ${are} satisfied (or checked by you, where Backstay could not check); before that it cannot help:`,
  );
}
