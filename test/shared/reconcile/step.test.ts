import { expect, test } from 'vitest';
import type { TargetState, Verdict } from '../../../shared/model/state.ts';
import { changeVerdict } from '../../../shared/reconcile/step.ts';
import { TARGET } from '../../support/record.ts';

const FIRST = '2026-01-01T10:00:00.000Z';
const NOW = '2026-01-01T12:00:00.000Z';

function stateOf(verdict: Verdict, unreadySince?: string): TargetState {
  return {
    schemaVersion: 1,
    target: TARGET,
    verdict,
    verdictReason: 'Because',
    verdictSince: FIRST,
    conditions: [],
    attempts: {},
    dirty: false,
    seenEvents: [],
    ...(unreadySince !== undefined && { unreadySince }),
  };
}

// The time to ready counts from here.
test.each<[string, TargetState, Verdict, string | undefined]>([
  ['first seen, and worked on', stateOf('Unknown', FIRST), 'Remediating', FIRST],
  ['waiting for a person after that', stateOf('Remediating', FIRST), 'NeedsPerson', FIRST],
  ['ready at last', stateOf('NeedsPerson', FIRST), 'Ready', undefined],
  ['ready as before', stateOf('Ready'), 'Ready', undefined],
  ['no longer ready', stateOf('Ready'), 'Remediating', NOW],
  ['opted out', stateOf('NeedsPerson', FIRST), 'OptedOut', undefined],
  ['wanted again', stateOf('OptedOut'), 'Unknown', NOW],
  ['of a row from before this was kept, at work', stateOf('Remediating'), 'NeedsPerson', undefined],
])('a target that is %s', (_, state, verdict, unreadySince) => {
  const ports = { clock: { now: () => new Date(NOW) } };
  expect(changeVerdict(state, verdict, 'Because', ports).unreadySince).toBe(unreadySince);
});
