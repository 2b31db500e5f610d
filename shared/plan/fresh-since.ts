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

/**
 * The same for an assessment of these rules: as fresh as the last full one, no older than the time
 * at which a rule became due, and no older than a write for one of them.
 */
export function freshSinceOfSome(
  { freshSince, wroteAt, conditions }: Times,
  ruleIds: readonly RuleId[],
  now: string,
): string {
  const concerned = conditions.filter(({ ruleId }) => ruleIds.includes(ruleId));
  const [firstDue] = concerned
    .flatMap(({ recheckAt }) => recheckAt ?? [])
    .filter((time) => time <= now)
    .sort();
  const isWritten = concerned.some(({ progress }) => progress?.state === 'done');
  return latest(freshSince, firstDue, isWritten ? wroteAt : undefined) ?? now;
}

/** ISO 8601 times in UTC sort as text. */
function latest(...times: readonly (string | undefined)[]): string | undefined {
  return times
    .filter((time) => time !== undefined)
    .sort()
    .at(-1);
}
