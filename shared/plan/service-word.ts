import type { ActionOutcome, ActionResult } from '../model/action.ts';
import type { Failure } from '../model/failure.ts';
import type { Evidence } from '../model/finding.ts';
import type { ServiceWord } from '../model/protection.ts';
import type { RemedyKind, RemedyOf } from '../model/remedy.ts';
import type { Condition, LastValidation } from '../model/state.ts';

/** An action of one kind that has ended. */
export interface Ended<K extends RemedyKind> {
  readonly key: string;
  readonly remedy: RemedyOf<K>;
  readonly result: ActionResult;
}

export function endedOf<K extends RemedyKind>(kind: K, outcomes: readonly ActionOutcome[]): Ended<K> | undefined {
  for (const { action, result } of outcomes) {
    const isOver = result.status !== 'running' && result.status !== 'unanswered';
    if (action.remedy.kind === kind && isOver) return { key: action.key, remedy: action.remedy as RemedyOf<K>, result };
  }
  return undefined;
}

/** The outcome of a validation by Azure Backup, as it is kept. */
export function lastValidation(
  basis: string,
  result: ActionResult,
  now: string,
  before: LastValidation | undefined,
): LastValidation {
  const { call, at } = result.trace ?? { call: 'not sent', at: now };
  if (result.status === 'failed') return { call, at, failure: result.failure };
  const word = 'after' in result ? wordOf(result.after, basis) : undefined;
  if (word === undefined) return { call, at, failure: UNREADABLE };
  if (word.confirmed) return { call, at, word };
  const refusedSince = before !== undefined && 'word' in before ? before.refusedSince : undefined;
  return { call, at, word, refusedSince: refusedSince ?? at };
}

/** The findings that asked for the action are due again, also where it failed. */
export function withoutProgressOf(conditions: readonly Condition[], actionKey: string): readonly Condition[] {
  return conditions.map((condition) => {
    if (condition.progress?.actionKey !== actionKey) return condition;
    const { progress: _, ...rest } = condition;
    return rest;
  });
}

function wordOf(after: Evidence, basis: string): ServiceWord | undefined {
  const { confirmed, code, message, detail, recommendedActions } = after;
  if (typeof confirmed !== 'boolean') return undefined;
  if (confirmed) return { confirmed, basis };
  return {
    confirmed,
    basis,
    ...(typeof code === 'string' && { code }),
    ...(typeof message === 'string' && { message }),
    ...(typeof detail === 'string' && { detail }),
    ...(Array.isArray(recommendedActions) && { recommendedActions: recommendedActions.map(String) }),
  };
}

const UNREADABLE: Failure = {
  class: 'transient',
  code: 'ValidationInconclusive',
  message: 'The validation by Azure Backup left no answer.',
};
