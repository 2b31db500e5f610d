import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { expect, test } from 'vitest';
import { EVENT_TYPES } from '../../../shared/events/event-types.ts';
import { schemaOf } from '../../../shared/events/schema-of.ts';
import type { RecordBody } from '../../../shared/model/record.ts';
import { NOT_PROTECTED_ELSEWHERE } from '../../../shared/rules/rule-ids.ts';
import { EVENTS, eventsOf, ORIGIN, TOLD } from '../../support/event-examples.ts';
import { ACTION, TARGET } from '../../support/record.ts';

const ajv = new Ajv2020({ strict: true, allErrors: true });
// The default export of a CommonJS module.
(addFormats as unknown as (ajv: Ajv2020) => void)(ajv);

test('every type has an example', () => {
  expect([...new Set(EVENTS.map(({ type }) => type))].sort()).toEqual(Object.keys(EVENT_TYPES).sort());
});

test.each(EVENTS.map((event) => [event.type, event] as const))(
  '%s: its data fits the published schema',
  (type, event) => {
    const { $id, ...schema } = schemaOf(type);
    expect($id).toBe(event.dataschema);
    const isValid = ajv.compile(schema);
    expect(isValid(event.data), JSON.stringify(isValid.errors)).toBe(true);
    expect(isValid({ ...event.data, more: 1 })).toBe(false);
    expect(event).toMatchObject({ source: ORIGIN.source, traceparent: ORIGIN.traceparent, subject: TARGET.clusterId });
  },
);

test('an event of an entry names it, and the same entry makes the same event', () => {
  const body = TOLD['the verdict changed'] as RecordBody;
  const [event] = eventsOf(body);
  expect(event).toEqual(eventsOf(body)[0]);
  expect(event?.id).toMatch(/-7-VerdictChanged$/);
  expect(event?.data).toEqual({
    cluster: TARGET.clusterId,
    profile: TARGET.profile,
    audit: { sequence: 7, hash: 'f'.repeat(64) },
    from: 'Remediating',
    to: 'Ready',
    reason: 'RequiredSatisfied',
  });
});

test('an action is reported with its kind and text, and a failure without the words of the error', () => {
  const [event] = eventsOf(TOLD['an action failed'] as RecordBody);
  expect(event?.data).toMatchObject({
    kind: ACTION.remedy.kind,
    text: ACTION.text,
    outcome: 'failed',
    failure: { class: 'forbidden', code: 'AuthorizationFailed' },
  });
  expect(JSON.stringify(event)).not.toContain('"no"');
});

test('who answered an approval is in no event', () => {
  expect(JSON.stringify(EVENTS)).not.toContain('someone@example.com');
});

const change = (from: string, to: string, reason = 'R', ruleId = 'BKS-101') =>
  ({ type: 'findingsChanged', changes: [{ ruleId, from, to, reason, message: 'm' }] }) as RecordBody;

test.each([
  ['a prerequisite that was never in place', change('unseen', 'missing'), []],
  ['one that could not be read', change('satisfied', 'unknown'), []],
  ['one that is there again', change('missing', 'satisfied'), []],
  ['one that needs manual action now', change('satisfied', 'manual'), ['Backstay.DriftDetected']],
  ['a new cluster without protection', change('unseen', 'satisfied', 'NotProtected', NOT_PROTECTED_ELSEWHERE), []],
  ['protection that is read again', change('unknown', 'satisfied', 'NotProtected', NOT_PROTECTED_ELSEWHERE), []],
  [
    'protection that ended',
    change('satisfied', 'satisfied', 'NotProtected', NOT_PROTECTED_ELSEWHERE),
    ['Backstay.ProtectionChanged'],
  ],
  [
    'protection by another vault',
    change('satisfied', 'manual', 'ProtectedElsewhere', NOT_PROTECTED_ELSEWHERE),
    ['Backstay.ProtectionChanged'],
  ],
  ['an event that was accepted', { type: 'eventAccepted', operation: 'o', eventId: 'e' } as RecordBody, []],
])('%s', (_, body, types) => {
  expect(eventsOf(body).map(({ type }) => type)).toEqual(types);
});
