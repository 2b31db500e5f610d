import type { Trail } from '../audit/trail.ts';
import { canonicalHash } from '../lib/canonical-hash.ts';
import type { Clock } from '../lib/clock.ts';
import { secondsBetween, secondsLater } from '../lib/iso-time.ts';
import type { Profile } from '../model/profile.ts';
import type { TargetState, Verdict } from '../model/state.ts';
import { isBeingInspected } from '../plan/inspection.ts';
import { needsPerson } from '../plan/verdict.ts';
import type { Notes } from '../state/notes.ts';
import { admitCard } from './burst.ts';
import { openApprovals } from './cards/approval-wanted.ts';
import { hasBeenMended } from './cards/ready.ts';
import { hasDrifted, verdictCard } from './cards/verdict-card.ts';
import type { Teller } from './teller.ts';

export interface TellPorts {
  readonly teller: Teller;
  readonly trail: Trail;
  readonly clock: Clock;
  readonly notes: Notes;
  readonly profiles: readonly Profile[];
  readonly publicUrl: string | undefined;
}

/** Verdicts that people want to hear of, and how long it must have been so, in seconds: what Azure does not answer for a minute is no news. */
const TOLD_AFTER: { readonly [V in Verdict]?: number } = { Ready: 0, NeedsPerson: 0, Failed: 0, Unknown: 15 * 60 };

const RETRY_SECONDS = 60;
const MOST_RETRIES = 8;

/**
 * One card for each change of the verdict, or of what people have to do: never one for each event. When too many go out, it waits as
 * news for the digest. Answers the state with who was told what.
 */
export async function tellPeople(state: TargetState, ports: TellPorts): Promise<TargetState> {
  const now = ports.clock.now().toISOString();
  const { target, verdict } = state;
  const { tellAgain, ...quiet } = state;
  const after = hasDrifted(state) ? 0 : TOLD_AFTER[verdict];
  // A notification that failed is only sent again while it is still due; a retry time that nothing waits for would wake the target for ever.
  if (after === undefined || secondsBetween(state.verdictSince, now) < after) return quiet;

  const last = state.news ?? state.told;
  // A finding that is only looked at anew is no news; when the look has ended it is there again, or is not.
  if (last?.verdict === verdict && state.conditions.some(isBeingInspected)) return quiet;
  const digest = digestOf(state);
  if (last?.digest === digest && !hasBeenMended(state)) return quiet;
  const before = tellAgain?.digest === digest ? tellAgain : undefined;
  if (before !== undefined && before.at > now) return state;

  const mentions = ports.profiles.find(({ name }) => name === target.profile)?.notify?.mentions;
  const card = verdictCard(state, ports, mentions);
  if (card === undefined) return quiet;
  const { news: _, ...rest } = quiet;
  const { done: __, ...clean } = rest;
  // What was done is told with Ready, once.
  const afterwards = verdict === 'Ready' ? clean : rest;
  const told = { ...afterwards, told: { verdict, digest, at: now } };
  if ((await admitCard(ports.notes, now)) === 'later') return { ...afterwards, news: { verdict, digest, at: now } };

  const answer = await ports.teller.tell(card);
  switch (answer.status) {
    case 'accepted':
      await ports.trail.append(target, [{ type: 'notificationSent', channel: 'teams', about: verdict }]);
      return told;
    case 'notConfigured':
      return told;
    case 'failed': {
      const { why } = answer;
      await ports.trail.append(target, [{ type: 'notificationFailed', channel: 'teams', about: verdict, why }]);
      const failures = (before?.failures ?? 0) + 1;
      if (!answer.retry || failures > MOST_RETRIES) return told;
      const wait = answer.retryAfterSeconds ?? RETRY_SECONDS * failures;
      return { ...rest, tellAgain: { digest, failures, at: secondsLater(now, wait) } };
    }
  }
}

/** Two states that people would be told the same of have the same digest. */
function digestOf(state: TargetState): string {
  const { verdict, conditions } = state;
  // What is put back one by one after drift is one piece of news.
  if (verdict === 'Remediating') return canonicalHash({ verdict });
  const forPeople = conditions.filter(needsPerson).map(({ ruleId, reason }) => ({ ruleId, reason }));
  const asked = openApprovals(state).map(({ id, askedAt }) => ({ id, askedAt }));
  // Rows from before there were approvals keep their digest: nobody is told twice because of an update.
  return canonicalHash({ verdict, forPeople, ...(asked.length > 0 && { asked }) });
}
