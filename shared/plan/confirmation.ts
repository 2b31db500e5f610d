import { secondsBetween } from '../lib/iso-time.ts';
import type { ActionOutcome } from '../model/action.ts';
import type { Fact, Readiness } from '../model/fact.ts';
import type { Profile } from '../model/profile.ts';
import type { Confirmation } from '../model/protection.ts';
import type { Condition, TargetState } from '../model/state.ts';
import { passesByItself } from '../rules/protection/service-codes.ts';
import { CONFIRMED, OWN_RIGHTS, PROTECTED } from '../rules/rule-ids.ts';
import { isSettledAsRead } from './conditions.ts';
import { endedOf, lastValidation, withoutProgressOf } from './service-word.ts';

const MINUTE = 60;
/** A refusal that can pass is asked about again after this, in seconds. */
export const ASK_AGAIN_SECONDS = 5 * MINUTE;
/**
 * Other refusals are asked about at each hourly assessment of a target that waits for an operator.
 */
const REFUSED_SECONDS = 45 * MINUTE;
/**
 * After an event or a request, not sooner than this: a validation runs for one to three minutes.
 */
export const SETTLE_SECONDS = 5 * MINUTE;
/** A call that failed is tried again after this. */
export const FAILED_SECONDS = 10 * MINUTE;
/**
 * New roles are effective within an hour.
 * https://learn.microsoft.com/azure/role-based-access-control/troubleshooting
 */
export const MAX_WAIT_SECONDS = 60 * MINUTE;
/**
 * New roles are usually effective within ten minutes: an instance is checked again until this has
 * passed.
 */
const SYNC_SECONDS = 15 * MINUTE;
const DAY_SECONDS = 24 * 3600;

type Kept = Pick<TargetState, 'conditions' | 'validation' | 'askedAt'>;

/** The last word of Azure Backup as the rules get to see it: also that it is time to ask. */
export function confirmationFact(
  { confirm }: Pick<Profile, 'confirm'>,
  { validation: last, conditions, askedAt }: Kept,
  now: string,
): Fact<Confirmation> {
  if (hasFailedToSync(conditions, now)) return { state: 'known', value: 'synced', sources: [] };
  if (confirm !== 'service') return { state: 'known', value: 'off', sources: [] };
  if (last === undefined) return DUE;
  const sources = [{ call: last.call, at: last.at }];
  const age = secondsBetween(last.at, now);
  if ('failure' in last) {
    if (age >= FAILED_SECONDS) return DUE;
    return { state: 'unknown', failure: { ...last.failure, retryAfterSeconds: FAILED_SECONDS - age }, sources };
  }
  const { word, refusedSince } = last;
  if (hasChangedSince(last.at, conditions)) return DUE;
  const mayPass =
    !word.confirmed &&
    passesByItself(word.code ?? '') &&
    secondsBetween(refusedSince ?? last.at, now) < MAX_WAIT_SECONDS;
  if (!word.confirmed) {
    const isAsked = askedAt !== undefined && askedAt > last.at && age >= SETTLE_SECONDS;
    if (isAsked || age >= (mayPass ? ASK_AGAIN_SECONDS : REFUSED_SECONDS)) return DUE;
  }
  return { state: 'known', value: { ...word, at: last.at, mayPass }, sources };
}

/**
 * Azure Backup has checked the instance in error again, and refuses it for longer than a new role
 * takes to be effective.
 */
function hasFailedToSync(conditions: readonly Condition[], now: string): boolean {
  const found = conditions.find(({ ruleId }) => ruleId === PROTECTED);
  if (found?.outcome !== 'missing' || found.remedy.kind !== 'instanceSync') return false;
  const { progress } = found;
  const failingSince =
    progress?.state === 'retrying'
      ? progress.since
      : progress?.state === 'running'
        ? progress.failing?.since
        : undefined;
  return failingSince !== undefined && secondsBetween(failingSince, now) >= SYNC_SECONDS;
}

/** A check that has ended shows in the instance: everything is read again. */
export function hasSynced(outcomes: readonly ActionOutcome[]): boolean {
  return endedOf('instanceSync', outcomes) !== undefined;
}

const DUE: Fact<Confirmation> = { state: 'known', value: 'due', sources: [] };

/** A prerequisite was not satisfied in the meantime, or was made so in another way. */
export function hasChangedSince(at: string, conditions: readonly Condition[]): boolean {
  return conditions.some(
    (condition) =>
      condition.ruleId !== CONFIRMED &&
      // Its reason says whether anything was planned.
      condition.ruleId !== OWN_RIGHTS &&
      condition.severity === 'required' &&
      condition.since > at &&
      condition.outcome !== 'notApplicable',
  );
}

/** Since when, and for how many days, the target is ready. */
export function readinessOf(
  { verdict, verdictSince }: Pick<TargetState, 'verdict' | 'verdictSince'>,
  now: string,
): Readiness {
  return verdict === 'Ready'
    ? { since: verdictSince, days: Math.floor(secondsBetween(verdictSince, now) / DAY_SECONDS) }
    : 'notReady';
}

/**
 * Keeps the outcome of a validation. The finding that asked for it is then due, also where the call
 * failed.
 */
export function withValidation<S extends Pick<TargetState, 'conditions' | 'validation'>>(
  state: S,
  outcomes: readonly ActionOutcome[],
  now: string,
): S {
  const ended = endedOf('backupValidation', outcomes);
  if (ended === undefined) return state;
  const validation = lastValidation(ended.remedy.basis, ended.result, now, state.validation);
  return { ...state, validation, conditions: withoutProgressOf(state.conditions, ended.key) };
}

/** Everything required holds, and Azure Backup is being asked: there is nothing new for people. */
export function isOnlyBeingConfirmed(conditions: readonly Condition[]): boolean {
  const open = conditions.filter((condition) => condition.severity === 'required' && !isSettledAsRead(condition));
  return open.length > 0 && open.every(({ ruleId, outcome }) => ruleId === CONFIRMED && outcome === 'missing');
}
