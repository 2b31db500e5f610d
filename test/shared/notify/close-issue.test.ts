import { expect, test } from 'vitest';
import type { OutboxMessage } from '../../../shared/model/outbox.ts';
import type { TargetState, Verdict } from '../../../shared/model/state.ts';
import { closeIssue } from '../../../shared/notify/close-issue.ts';
import { TARGET } from '../../support/record.ts';

const T = '2026-01-01T00:00:00.000Z';
const state = (verdict: Verdict): TargetState => ({
  schemaVersion: 1,
  target: TARGET,
  verdict,
  verdictReason: 'x',
  verdictSince: T,
  conditions: [],
  attempts: {},
  dirty: false,
  seenEvents: [],
});

async function closed(before: Verdict, after: Verdict): Promise<readonly OutboxMessage[]> {
  const stored: OutboxMessage[] = [];
  const outbox = {
    has: () => true,
    put: async (_: string, messages: readonly OutboxMessage[]) => void stored.push(...messages),
  };
  await closeIssue(state(before), state(after), { outbox, log: { error() {} } });
  return stored;
}

test.each<[Verdict, Verdict, number]>([
  ['NeedsPerson', 'OptedOut', 1],
  ['NeedsPerson', 'Gone', 1],
  ['OptedOut', 'OptedOut', 0],
  ['NeedsPerson', 'Ready', 0],
])('from %s to %s: %d messages', async (before, after, count) => {
  expect(await closed(before, after)).toHaveLength(count);
});

test('a step that is repeated stores the same message', async () => {
  expect(await closed('NeedsPerson', 'Gone')).toEqual(await closed('NeedsPerson', 'Gone'));
});

test('an outbox that cannot be written holds up no step', async () => {
  const errors: string[] = [];
  const outbox = { has: () => true, put: () => Promise.reject(new Error('away')) };
  const log = { error: (message: string) => void errors.push(message) };
  await closeIssue(state('NeedsPerson'), state('Gone'), { outbox, log });
  expect(errors).toEqual(['Issue not stored']);
});
