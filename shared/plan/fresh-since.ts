import type { RuleId } from '../model/rule-id.ts';
import type { TargetState } from '../model/state.ts';

type Times = Pick<TargetState, 'askedAt' | 'wroteAt' | 'wakeAt' | 'freshSince' | 'conditions'>;

/**
 * The time after which everything that a full assessment rests on has to be read, ISO 8601: the
 * last event, the last write, or the time for which the assessment was scheduled, whichever is
 * latest. So Ready never comes from an answer that is older than its cause.
 */
export function freshSinceOfAll({ askedAt, wroteAt, wakeAt }: Times, now: string): string {
  const scheduledFor = wakeAt !== undefined && wakeAt <= now ? wakeAt : undefined;
  return latest(askedAt, wroteAt, scheduledFor) ?? now;
}

/** Rules whose answers all have to be newer than one time, ISO 8601. */
export interface FreshRules {
  readonly ruleIds: readonly RuleId[];
  readonly freshSince: string;
}

/**
 * The same for an assessment of these rules, newest first. Rules that were written for or became
 * due at a time need answers since then. For all others the last full assessment decides, so that
 * what a write does not concern is not read again.
 */
export function freshSinceOfSome(
  { freshSince, wroteAt, conditions }: Times,
  ruleIds: readonly RuleId[],
  now: string,
): readonly FreshRules[] {
  const since = ruleIds.map((ruleId) => {
    const condition = conditions.find((each) => each.ruleId === ruleId);
    const dueAt = condition?.recheckAt !== undefined && condition.recheckAt <= now ? condition.recheckAt : undefined;
    const writtenAt = condition?.progress?.state === 'done' ? wroteAt : undefined;
    return { ruleId, freshSince: latest(freshSince, dueAt, writtenAt) ?? now };
  });
  const byTime = Map.groupBy(since, (each) => each.freshSince);
  return [...byTime]
    .map(([time, each]) => ({ freshSince: time, ruleIds: each.map(({ ruleId }) => ruleId) }))
    .sort((one, other) => (one.freshSince < other.freshSince ? 1 : -1));
}

/** ISO 8601 times in UTC sort as text. */
function latest(...times: readonly (string | undefined)[]): string | undefined {
  return times
    .filter((time) => time !== undefined)
    .sort()
    .at(-1);
}
