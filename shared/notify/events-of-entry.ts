import { type BackstayEvent, cloudEvent, type EventOrigin } from '../events/cloud-event.ts';
import type { EventData, EventType } from '../events/event-types.ts';
import type { FindingChange, RecordBody, RecordEntry } from '../model/record.ts';
import { targetIdOf } from '../model/target-id.ts';
import { NOT_PROTECTED_ELSEWHERE } from '../rules/rule-ids.ts';

/** The parts of an action in an event: its intent may be an older entry. */
export type IntentOf = (actionKey: string) => { readonly kind: string; readonly text: string } | undefined;

/**
 * The events that an entry of the audit log means. No name of a person is in them: callers stay in
 * the audit log.
 */
export function eventsOfEntry(
  { sequence, at: time, target, body, hash }: RecordEntry,
  intentOf: IntentOf,
  origin: EventOrigin,
): readonly BackstayEvent[] {
  const { clusterId: cluster, profile } = target;
  const about = { cluster, profile, audit: { sequence, hash } };
  const make = <T extends EventType>(type: T, data: Omit<EventData<T>, keyof typeof about>) => {
    const id = `${targetIdOf(target)}-${sequence}-${type.replace('Backstay.', '')}`;
    // The type of the data follows from the type of the event, which the compiler cannot see
    // through the union.
    const whole = { ...about, ...data } as unknown as EventData<T>;
    return cloudEvent(type, { id, subject: cluster, time }, whole, origin) as BackstayEvent;
  };
  switch (body.type) {
    case 'verdictChanged':
      return [make('Backstay.VerdictChanged', { from: body.from, to: body.to, reason: body.reason })];
    case 'actionSucceeded':
    case 'actionFailed':
    case 'actionNotCarriedOut':
      return [make('Backstay.ActionCompleted', { ...intentOf(body.actionKey), ...outcomeOf(body) })];
    case 'approvalWanted': {
      const { approvalId, action, expiresAt } = body;
      const { kind } = action.remedy;
      return [make('Backstay.ApprovalRequested', { approvalId, kind, text: action.text, expiresAt })];
    }
    case 'approvalAnswered':
      return [make('Backstay.ApprovalAnswered', { approvalId: body.approvalId, answer: body.given })];
    case 'approvalLapsed': {
      const answer = body.because === 'Expired' ? 'expired' : 'factsChanged';
      return [make('Backstay.ApprovalAnswered', { approvalId: body.approvalId, answer })];
    }
    case 'findingsChanged': {
      const drifted = body.changes.filter(isDrift).map(({ ruleId, reason, message }) => ({ ruleId, reason, message }));
      const protection = body.changes.filter(isProtection).flatMap((change) => {
        const found = protectionOf(change);
        return found === undefined ? [] : [make('Backstay.ProtectionChanged', found)];
      });
      return [...(drifted.length > 0 ? [make('Backstay.DriftDetected', { findings: drifted })] : []), ...protection];
    }
    default:
      return [];
  }
}

type Outcome = Extract<RecordBody, { readonly type: 'actionSucceeded' | 'actionFailed' | 'actionNotCarriedOut' }>;

function outcomeOf(body: Outcome): Pick<EventData<'Backstay.ActionCompleted'>, 'actionKey' | 'outcome' | 'failure'> {
  const { actionKey } = body;
  switch (body.type) {
    case 'actionSucceeded':
      return { actionKey, outcome: body.how };
    case 'actionFailed':
      return { actionKey, outcome: 'failed', failure: { class: body.failure.class, code: body.failure.code } };
    case 'actionNotCarriedOut':
      return { actionKey, outcome: 'notCarriedOut' };
  }
}

function isDrift({ ruleId, from, to }: FindingChange): boolean {
  return ruleId !== NOT_PROTECTED_ELSEWHERE && from === 'satisfied' && (to === 'missing' || to === 'manual');
}

function isProtection({ ruleId }: FindingChange): boolean {
  return ruleId === NOT_PROTECTED_ELSEWHERE;
}

const PROTECTION: Readonly<Record<string, EventData<'Backstay.ProtectionChanged'>['protection']>> = {
  NotProtected: 'none',
  ProtectedByVault: 'byProfileVault',
  ProtectedElsewhere: 'byOtherVault',
};

/**
 * A cluster of which nothing was known before, and that is not protected, has lost no protection.
 */
function protectionOf({ from, reason, message }: FindingChange) {
  const protection = PROTECTION[reason];
  const wasKnown = from === 'satisfied' || from === 'manual';
  return protection === undefined || (protection === 'none' && !wasKnown) ? undefined : { protection, message };
}
