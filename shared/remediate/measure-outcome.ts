import type { ActionOutcome } from '../model/action.ts';
import type { Action } from '../model/plan.ts';
import { measure, type OpenSpan } from '../telemetry/at-work.ts';

/** Counts what came of an action. */
export function measureOutcome({ action, result }: ActionOutcome): void {
  measure('backstay.actions', 1, {
    'backstay.action.kind': kindOf(action),
    'backstay.action.outcome': result.status,
  });
}

/** Notes on its span what came of an action. */
export function noteOutcome({ action, result }: ActionOutcome, span: OpenSpan): void {
  span.note({ 'backstay.action.kind': kindOf(action), 'backstay.action.outcome': result.status });
  if (result.status !== 'failed' && result.status !== 'unanswered') return;
  const { code, class: kind } = result.failure;
  span.note({ 'error.type': code.slice(0, MAX_CODE), 'backstay.failure.class': kind });
  span.fail();
}

/** A code is ARM's word, and who knows what ARM's next answer holds. */
const MAX_CODE = 100;

function kindOf({ remedy, undoes }: Action): string {
  return undoes === undefined ? remedy.kind : `undo ${remedy.kind}`;
}
