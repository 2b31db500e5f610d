import { secondsBetween } from '../lib/iso-time.ts';
import type { FailureClass } from '../model/failure.ts';
import type { Condition } from '../model/state.ts';

const HOUR = 3600;

/**
 * How long, in seconds, each kind of failure may last before an operator is notified. Identities
 * and grants reach every place within an hour; operations of AKS that are stuck free themselves
 * within two, or never. Failures that only a person can fix are reported at once.
 * https://learn.microsoft.com/azure/role-based-access-control/troubleshooting
 */
const PATIENCE: { readonly [C in FailureClass]: number } = {
  notYet: HOUR,
  conflict: 2 * HOUR,
  transient: 2 * HOUR,
  throttled: 2 * HOUR,
  forbidden: 0,
  gone: 0,
  permanent: 0,
};
const MAX_OPERATION = 2 * HOUR;

/** The conditions, each marked if it has lasted too long. */
export function withDeadlines(conditions: readonly Condition[], now: string): readonly Condition[] {
  return conditions.map(({ overdue: _, ...condition }) =>
    isOverdue(condition, now) ? { ...condition, overdue: true } : condition,
  );
}

function hasFailedTooLong(
  failing: { readonly since: string; readonly failure: { readonly class: FailureClass } } | undefined,
  now: string,
): boolean {
  return failing !== undefined && secondsBetween(failing.since, now) > PATIENCE[failing.failure.class];
}

function isOverdue(condition: Condition, now: string): boolean {
  if (condition.outcome === 'pending') return secondsBetween(condition.since, now) > MAX_OPERATION;
  const { progress } = condition;
  if (condition.outcome !== 'missing' || progress === undefined) return false;
  switch (progress.state) {
    case 'running':
      return secondsBetween(progress.since, now) > MAX_OPERATION || hasFailedTooLong(progress.failing, now);
    case 'retrying':
      return hasFailedTooLong(progress, now);
    case 'skipped':
      // The blocking operation should have ended by now.
      return progress.reason === 'WriteLockHeld' && secondsBetween(condition.since, now) > MAX_OPERATION;
    default:
      return false;
  }
}
