import type { BackstayEvent, EventOrigin } from '../../shared/events/cloud-event.ts';
import { cloudEvent } from '../../shared/events/cloud-event.ts';
import type { RecordBody, RecordEntry } from '../../shared/model/record.ts';
import { eventsOfEntry } from '../../shared/notify/events-of-entry.ts';
import { NOT_PROTECTED_ELSEWHERE } from '../../shared/rules/rule-ids.ts';
import { ACTION, TARGET } from './record.ts';

export const ORIGIN: EventOrigin = {
  source: 'https://backstay.example',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
};
const T = '2026-01-01T00:00:00.000Z';
const failure = { class: 'forbidden', code: 'AuthorizationFailed', message: 'no' } as const;
const caller = { kind: 'person', id: 'someone@example.com' } as never;

/** Entries of the audit log that are reported as events, each by a name. */
export const TOLD: Readonly<Record<string, RecordBody>> = {
  'the verdict changed': { type: 'verdictChanged', from: 'Remediating', to: 'Ready', reason: 'RequiredSatisfied' },
  'an action succeeded': { type: 'actionSucceeded', actionKey: ACTION.key, how: 'applied', after: {} },
  'an action failed': { type: 'actionFailed', actionKey: ACTION.key, failure },
  'an approval is asked for': { type: 'approvalWanted', approvalId: 'a1', action: ACTION, expiresAt: T },
  'an approval was given': { type: 'approvalAnswered', approvalId: 'a1', actionKey: 'k', given: 'approved', caller },
  'an approval lapsed': { type: 'approvalLapsed', approvalId: 'a1', actionKey: 'k', because: 'Expired' },
  'a prerequisite is missing again': {
    type: 'findingsChanged',
    changes: [{ ruleId: 'BKS-101', from: 'satisfied', to: 'missing', reason: 'Gone', message: 'It is gone.' }],
  },
  'a vault protects the cluster': {
    type: 'findingsChanged',
    changes: [
      { ruleId: NOT_PROTECTED_ELSEWHERE, from: 'unseen', to: 'satisfied', reason: 'ProtectedByVault', message: 'm' },
    ],
  },
};

export function entryOf(body: RecordBody, sequence = 7): RecordEntry {
  const hash = 'f'.repeat(64);
  return { sequence, at: T, target: TARGET, writer: 'test', body, previousHash: hash, hash };
}

export function eventsOf(body: RecordBody): readonly BackstayEvent[] {
  const { remedy, text } = ACTION;
  return eventsOfEntry(entryOf(body), () => ({ kind: remedy.kind, text }), ORIGIN);
}

/** One event of each type and more. */
export const EVENTS: readonly BackstayEvent[] = [
  ...Object.values(TOLD).flatMap(eventsOf),
  cloudEvent(
    'Backstay.AuditIntegrityFailed',
    { id: 'integrity-1', subject: TARGET.clusterId, time: T },
    { cluster: TARGET.clusterId, profile: TARGET.profile, message: 'entry 2 is missing', verifiedOn: '2026-01-01' },
    ORIGIN,
  ),
];
