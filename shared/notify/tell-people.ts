import type { Trail } from '../audit/trail.ts';
import { canonicalHash } from '../lib/canonical-hash.ts';
import type { Clock } from '../lib/clock.ts';
import { secondsBetween, secondsLater } from '../lib/iso-time.ts';
import type { TargetState, Verdict } from '../model/state.ts';
import { isBeingInspected } from '../plan/inspection.ts';
import { needsPerson } from '../plan/verdict.ts';
import { verdictCard } from './card.ts';
import type { Teller } from './teller.ts';

export interface TellPorts {
  readonly teller: Teller;
  readonly trail: Trail;
  readonly clock: Clock;
}

/** Verdicts that people want to hear of, and how long it must have been so, in seconds: what Azure does not answer for a minute is no news. */
const TOLD_AFTER: { readonly [V in Verdict]?: number } = { Ready: 0, NeedsPerson: 0, Failed: 0, Unknown: 15 * 60 };

const RETRY_SECONDS = 60;
const MOST_RETRIES = 8;

/** One card for each change of the verdict, or of what people have to do: never one for each event. Answers the state with who was told what. */
export async function tellPeople(state: TargetState, { teller, trail, clock }: TellPorts): Promise<TargetState> {
  const now = clock.now().toISOString();
  const { target, verdict } = state;
  const after = TOLD_AFTER[verdict];
  if (after === undefined || secondsBetween(state.verdictSince, now) < after) return state;

  // A finding that is only looked at anew is no news; when the look has ended it is there again, or is not.
  if (state.told?.verdict === verdict && state.conditions.some(isBeingInspected)) return state;
  const digest = digestOf(state);
  const before = state.tellAgain?.digest === digest ? state.tellAgain : undefined;
  if (state.told?.digest === digest || (before !== undefined && before.at > now)) return state;

  const { tellAgain: _, ...rest } = state;
  const told = { ...rest, told: { verdict, digest, at: now } };
  const answer = await teller.tell(verdictCard(state));
  switch (answer.status) {
    case 'accepted':
      await trail.append(target, [{ type: 'notificationSent', channel: 'teams', about: verdict }]);
      return told;
    case 'notConfigured':
      return told;
    case 'failed': {
      await trail.append(target, [{ type: 'notificationFailed', channel: 'teams', about: verdict, why: answer.why }]);
      const failures = (before?.failures ?? 0) + 1;
      if (!answer.retry || failures > MOST_RETRIES) return told;
      const wait = answer.retryAfterSeconds ?? RETRY_SECONDS * failures;
      return { ...rest, tellAgain: { digest, failures, at: secondsLater(now, wait) } };
    }
  }
}

/** Two states that people would be told the same of have the same digest. */
function digestOf({ verdict, conditions, approvals = [] }: TargetState): string {
  const forPeople = conditions.filter(needsPerson).map(({ ruleId, reason }) => ({ ruleId, reason }));
  const asked = approvals.filter(({ answer }) => answer === undefined).map(({ id, askedAt }) => ({ id, askedAt }));
  // Rows from before there were approvals keep their digest: nobody is told twice because of an update.
  return canonicalHash({ verdict, forPeople, ...(asked.length > 0 && { asked }) });
}
