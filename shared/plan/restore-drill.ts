import { secondsBetween } from '../lib/iso-time.ts';
import type { ActionOutcome } from '../model/action.ts';
import type { Fact } from '../model/fact.ts';
import type { Profile } from '../model/profile.ts';
import type { RestoreDrill } from '../model/protection.ts';
import type { TargetState } from '../model/state.ts';
import { passesByItself } from '../rules/protection/service-codes.ts';
import {
  ASK_AGAIN_SECONDS,
  FAILED_SECONDS,
  hasChangedSince,
  MAX_WAIT_SECONDS,
  SETTLE_SECONDS,
} from './confirmation.ts';
import { endedOf, lastValidation, withoutProgressOf } from './service-word.ts';

const DAY = 24 * 3600;
/** A confirmed restore is validated again after this, in seconds. */
const DRILL_SECONDS = 30 * DAY;

type Kept = Pick<TargetState, 'conditions' | 'restoreDrill' | 'askedAt'>;

const DUE: Fact<RestoreDrill> = { state: 'known', value: 'due', sources: [] };

/** The last restore drill as the rules get to see it: also that it is time for one. */
export function restoreDrillFact(
  { restoreDrill: wanted }: Pick<Profile, 'restoreDrill'>,
  { restoreDrill: last, conditions, askedAt }: Kept,
  now: string,
): Fact<RestoreDrill> {
  if (wanted === undefined) return { state: 'known', value: 'off', sources: [] };
  if (last === undefined) return DUE;
  const { call, at, recoveryPoint, target, store } = last;
  const sources = [{ call, at }];
  const age = secondsBetween(at, now);
  if ('failure' in last) {
    if (age >= FAILED_SECONDS) return DUE;
    return { state: 'unknown', failure: { ...last.failure, retryAfterSeconds: FAILED_SECONDS - age }, sources };
  }
  const { word, refusedSince = at } = last;
  const waited = secondsBetween(refusedSince, now);
  const mayPass = !word.confirmed && passesByItself(word.code ?? '') && waited < MAX_WAIT_SECONDS;
  if (age >= secondsUntilNext(word.confirmed, mayPass)) return DUE;
  // The cause may be gone: a prerequisite has changed, or someone asks for it.
  const isAsked = (askedAt !== undefined && askedAt > at) || hasChangedSince(at, conditions);
  if (!word.confirmed && isAsked && age >= SETTLE_SECONDS) return DUE;
  return { state: 'known', value: { ...word, at, recoveryPoint, target, store, mayPass }, sources };
}

function secondsUntilNext(confirmed: boolean, mayPass: boolean): number {
  if (confirmed) return DRILL_SECONDS;
  return mayPass ? ASK_AGAIN_SECONDS : DAY;
}

/** Keeps the outcome of a drill. The finding that asked for it is then due. */
export function withRestoreDrill<S extends Pick<TargetState, 'conditions' | 'restoreDrill'>>(
  state: S,
  outcomes: readonly ActionOutcome[],
  now: string,
): S {
  const ended = endedOf('restoreValidation', outcomes);
  if (ended === undefined) return state;
  const { basis, subject } = ended.remedy;
  const restoreDrill = { ...lastValidation(basis, ended.result, now, state.restoreDrill), ...subject };
  return { ...state, restoreDrill, conditions: withoutProgressOf(state.conditions, ended.key) };
}
