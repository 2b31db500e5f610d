import { canonicalHash } from '../lib/canonical-hash.ts';
import type { Clock } from '../lib/clock.ts';
import { secondsBetween } from '../lib/iso-time.ts';
import type { Log } from '../lib/log.ts';
import { uuid5 } from '../lib/uuid5.ts';
import type { Profile } from '../model/profile.ts';
import { formerReason } from '../model/renamed-reasons.ts';
import type { TargetState, Verdict } from '../model/state.ts';
import { targetKey } from '../model/target.ts';
import { targetIdOf } from '../model/target-id.ts';
import { isOnlyBeingConfirmed } from '../plan/confirmation.ts';
import { isBeingInspected } from '../plan/inspection.ts';
import { needsPerson } from '../plan/verdict.ts';
import type { Notes } from '../ports/notes.ts';
import { admitCard } from './burst.ts';
import { openApprovals } from './cards/approval-wanted.ts';
import { hasBeenMended } from './cards/ready.ts';
import { hasDrifted, verdictCard } from './cards/verdict-card.ts';
import { issueOf } from './issue.ts';
import type { Outbox } from './outbox.ts';

export interface TellPorts {
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly log: Pick<Log, 'error'>;
  readonly notes: Notes;
  readonly profiles: readonly Profile[];
  readonly publicUrl: string | undefined;
  readonly portal?: string | undefined;
}

/**
 * Verdicts that people want to hear of, and how long it must have been so, in seconds: what Azure
 * does not answer for a minute is no news.
 */
const TOLD_AFTER: { readonly [V in Verdict]?: number } = { Ready: 0, NeedsPerson: 0, Failed: 0, Unknown: 15 * 60 };

/**
 * One card for each change of the verdict, or of the required actions: never one for each event.
 * When too many go out, it waits as news for the digest. Answers the state with the notifications
 * that were sent.
 */
export async function tellPeople(state: TargetState, ports: TellPorts): Promise<TargetState> {
  const now = ports.clock.now().toISOString();
  const { target, verdict } = state;
  const after = hasDrifted(state) ? 0 : TOLD_AFTER[verdict];
  if (after === undefined || secondsBetween(state.verdictSince, now) < after) return state;

  const last = state.news ?? state.told;
  // A finding under inspection is no news; after the inspection it is back, or is not.
  if (last?.verdict === verdict && state.conditions.some(isBeingInspected)) return state;
  // The same goes for a validation: its outcome is the news.
  if (verdict === 'Remediating' && isOnlyBeingConfirmed(state.conditions)) return state;
  const digest = digestOf(state);
  if (last?.digest === digest && !hasBeenMended(state)) return state;

  const { mentions, channels } = ports.profiles.find(({ name }) => name === target.profile)?.notify ?? {};
  const card = verdictCard(state, ports, mentions);
  if (card === undefined) return state;
  const { news: _, ...rest } = state;
  const { done: __, ...clean } = rest;
  // The changes are listed with Ready, once.
  const afterwards = verdict === 'Ready' ? clean : rest;
  const told = { ...afterwards, told: { verdict, digest, at: now } };
  const id = idOf(state, digest);
  const common = { replaces: targetIdOf(target), about: [{ target, verdict }] };
  // The outbox must not hold up the step: while it cannot be written, the next step sends the card.
  try {
    await ports.outbox.put('issue', [{ id, payload: issueOf(state, card), ...common }], channels);
    if (!ports.outbox.has('card', channels)) return told;
    if ((await admitCard(ports.notes, now)) === 'later') return { ...afterwards, news: { verdict, digest, at: now } };
    await ports.outbox.put('card', [{ id, payload: card, ...common }], channels);
  } catch (error) {
    ports.log.error('Card not stored', {
      target: targetKey(target),
      why: error instanceof Error ? error.name : 'unknown',
    });
    return state;
  }
  return told;
}

/** A step that is repeated after a crash begins with the same state, and makes the same id. */
function idOf({ target, told, news }: TargetState, digest: string): string {
  return `card-${uuid5(JSON.stringify([target, digest, news?.at ?? told?.at]))}`;
}

/** Two states with the same notification have the same digest. */
function digestOf(state: TargetState): string {
  const { verdict, conditions } = state;
  // What is put back one by one after drift is one piece of news.
  if (verdict === 'Remediating') return canonicalHash({ verdict });
  // With the former names of reasons: an update that only renames one sends no card.
  const forPeople = conditions
    .filter(needsPerson)
    .map(({ ruleId, reason }) => ({ ruleId, reason: formerReason(reason) }));
  const asked = openApprovals(state).map(({ id, askedAt }) => ({ id, askedAt }));
  // Rows from before there were approvals keep their digest: an update sends no notification twice.
  return canonicalHash({ verdict, forPeople, ...(asked.length > 0 && { asked }) });
}
