import { FAILURE_CLASSES } from '../model/failure.ts';
import type { SkipReason } from '../model/plan.ts';
import { currentReason } from '../model/renamed-reasons.ts';
import type { Condition, TargetState } from '../model/state.ts';
import type { TargetSummary } from '../model/summary.ts';

/** A state whose row may be from before some reasons were renamed. */
export function withCurrentReasons(state: TargetState): TargetState {
  const { conditions, verdictReason, ...rest } = withCurrentCodes(state);
  return { ...rest, verdictReason: currentReason(verdictReason), conditions: conditions.map(conditionOf) };
}

export function summaryWithCurrentReason(summary: TargetSummary): TargetSummary {
  return { ...summary, reason: currentReason(summary.reason) };
}

function conditionOf(condition: Condition): Condition {
  const { reason, progress } = condition;
  const renamed = { ...condition, reason: currentReason(reason) };
  if (progress?.state !== 'skipped') return renamed;
  return { ...renamed, progress: { ...progress, reason: currentReason(progress.reason) as SkipReason } };
}

/** Failures are kept in many places of a state; each has a class and a code. */
function withCurrentCodes<T>(value: T): T {
  if (Array.isArray(value)) return value.map(withCurrentCodes) as T;
  if (typeof value !== 'object' || value === null) return value;
  const isFailure = 'class' in value && FAILURE_CLASSES.some((each) => each === value.class);
  const renamed = Object.entries(value).map(([key, part]) => [
    key,
    isFailure && key === 'code' ? currentReason(String(part)) : withCurrentCodes(part),
  ]);
  return Object.fromEntries(renamed) as T;
}
