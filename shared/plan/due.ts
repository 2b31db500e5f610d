import { secondsBetween } from '../lib/iso-time.ts';
import type { OpenAction } from '../model/action.ts';
import { MAX_DRIFTS_BETWEEN_FULL } from '../model/limits.ts';
import type { RuleId } from '../model/rule-id.ts';
import type { Condition, Progress, TargetState } from '../model/state.ts';
import { areSettled, FRESH_SECONDS, isSettled, isUnblocked } from './conditions.ts';

/** How much to assess in this round. */
export type Look =
  /**
   * Every rule, on fresh facts: when something happened, when it is time, and before anything is
   * called Ready.
   */
  | { readonly extent: 'full' }
  /**
   * Only what may have changed: these rules are judged again, and remedies whose time to try again
   * has come are tried on the finding that there is, as it was read moments ago and reading again
   * would cost calls just when ARM is throttling.
   */
  | { readonly extent: 'part'; readonly judge: readonly RuleId[]; readonly retry: readonly RuleId[] }
  /**
   * Only rules whose facts Resource Graph does not show, as it shows all else unchanged. Nothing is
   * done on it.
   */
  | { readonly extent: 'unseen' }
  | { readonly extent: 'none' };

export interface LookContext {
  /** ISO 8601. */
  readonly now: string;
  readonly driftSeconds: number;
  /** Something happened to the target since its last full assessment. */
  readonly dirty: boolean;
  readonly open: readonly OpenAction[];
  /** Resource Graph shows the target as it was at the last full assessment. */
  readonly isUnchanged?: boolean;
}

/** Decides what to assess next; reads are spent only where something can have changed. */
export function nextLook(
  state: Pick<TargetState, 'conditions' | 'fullLookAt' | 'partLookAt'>,
  context: LookContext,
): Look {
  const { fullLookAt, conditions } = state;
  if (context.dirty || fullLookAt === undefined) return { extent: 'full' };
  const age = secondsBetween(fullLookAt, context.now);
  if (isDriftDue(state, context)) {
    const isEnough = context.isUnchanged === true && age < context.driftSeconds * MAX_DRIFTS_BETWEEN_FULL;
    return { extent: isEnough ? 'unseen' : 'full' };
  }
  const due = conditions.filter((condition) => isDue(condition, conditions, context));
  if (due.length > 0) {
    const stale = age > FRESH_SECONDS;
    if (stale) return { extent: 'full' };
    const idsOf = (conditions: readonly Condition[]) => conditions.map(({ ruleId }) => ruleId);
    return {
      extent: 'part',
      judge: idsOf(due.filter((condition) => !isRetry(condition))),
      retry: idsOf(due.filter(isRetry)),
    };
  }
  return needsClosingLook(conditions, context) ? { extent: 'full' } : { extent: 'none' };
}

/** Whether it is time to look for drift. */
export function isDriftDue(
  state: Pick<TargetState, 'fullLookAt' | 'partLookAt'>,
  { now, driftSeconds }: Pick<LookContext, 'now' | 'driftSeconds'>,
): boolean {
  const lookedAt = lastLookAt(state);
  return lookedAt === undefined || secondsBetween(lookedAt, now) >= driftSeconds;
}

/** ISO 8601. */
export function lastLookAt({
  fullLookAt,
  partLookAt,
}: Pick<TargetState, 'fullLookAt' | 'partLookAt'>): string | undefined {
  return fullLookAt !== undefined && partLookAt !== undefined && partLookAt > fullLookAt ? partLookAt : fullLookAt;
}

/**
 * Nothing that Ready hangs on moves any more, but part of it is settled only by the answers to our
 * own writes: read it again before saying what came of it. Recommended findings neither cause this
 * assessment nor delay it.
 */
function needsClosingLook(conditions: readonly Condition[], { open, now }: LookContext): boolean {
  const required = conditions.filter(({ severity }) => severity === 'required');
  const optional = new Set(conditions.filter(({ severity }) => severity !== 'required').map(({ ruleId }) => ruleId));
  return (
    open.every(({ action }) => action.ruleIds.every((ruleId) => optional.has(ruleId))) &&
    required.every((condition) => isSettled(condition) || rests(condition, conditions, now)) &&
    required.some(({ progress }) => progress?.state === 'done')
  );
}

/**
 * Waits for a person, or for the next full look: nothing that Backstay does now changes it. So it
 * is with findings that wait for each other: `path` has those on the way to this one.
 */
function rests(condition: Condition, all: readonly Condition[], now: string, path: readonly Condition[] = []): boolean {
  if (path.includes(condition)) return true;
  const onward = [...path, condition];
  switch (condition.outcome) {
    case 'manual':
      return true;
    case 'unknown':
      // By a later time, all that was read has to be read again anyway.
      return condition.recheckAt === undefined || secondsBetween(now, condition.recheckAt) > FRESH_SECONDS;
    case 'missing':
      return condition.progress?.state === 'skipped' && skippedRests(condition.progress, all, now, onward);
    case 'blocked':
      return all.some((other) => condition.by.includes(other.ruleId) && rests(other, all, now, onward));
    default:
      return false;
  }
}

function skippedRests(
  { reason, unmet = [] }: Skipped,
  all: readonly Condition[],
  now: string,
  path: readonly Condition[],
): boolean {
  if (reason !== 'UnmetPrecondition') return reason !== 'WriteLockHeld';
  return unmet.some((ruleId) => {
    const other = all.find((each) => each.ruleId === ruleId);
    return other === undefined || rests(other, all, now, path);
  });
}

type Skipped = Extract<Progress, { readonly state: 'skipped' }>;

/**
 * When a condition is due, ISO 8601; `undefined` where no time makes it due. The only times that a
 * target wakes for its conditions.
 */
export function dueAt(condition: Condition, all: readonly Condition[]): string | undefined {
  const { outcome, progress, recheckAt } = condition;
  switch (outcome) {
    case 'pending':
    case 'unknown':
    case 'error':
      return recheckAt;
    case 'blocked':
      return isUnblocked(condition, all) ? recheckAt : undefined;
    case 'missing':
      return progress?.state === 'retrying' ? progress.retryAt : undefined;
    default:
      return undefined;
  }
}

function isDue(condition: Condition, all: readonly Condition[], { now, open }: LookContext): boolean {
  const at = dueAt(condition, all);
  if (at !== undefined) return at <= now;
  switch (condition.outcome) {
    case 'blocked':
      return isUnblocked(condition, all);
    case 'missing':
      return isMissingDue(condition, all, open);
    default:
      return false;
  }
}

function isRetry({ outcome, progress }: Condition): boolean {
  return outcome === 'missing' && progress?.state === 'retrying';
}

function isMissingDue(
  { progress, severity }: Condition,
  all: readonly Condition[],
  open: readonly OpenAction[],
): boolean {
  switch (progress?.state) {
    case undefined:
      return true;
    case 'running':
      return !open.some(({ action }) => action.key === progress.actionKey);
    case 'done':
      // No closing look reads it again, as Ready does not depend on it.
      return severity !== 'required';
    case 'retrying':
      return false;
    case 'skipped':
      return progress.reason === 'UnmetPrecondition'
        ? areSettled(progress.unmet ?? [], all)
        : progress.reason === 'WriteLockHeld' && open.length === 0;
  }
}
