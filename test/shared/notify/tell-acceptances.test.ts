/**
 * People hear of an acceptance that ends within a week: once, also where the outbox failed before.
 */
import { expect, test } from 'vitest';
import type { Acceptance } from '../../../shared/model/acceptance.ts';
import type { OutboxMessage } from '../../../shared/model/outbox.ts';
import type { TargetState } from '../../../shared/model/state.ts';
import { tellAcceptances } from '../../../shared/notify/tell-acceptances.ts';
import { TARGET } from '../../support/record.ts';

const UNTIL = '2026-03-31T23:59:59.999Z';
const acceptance = (changes: Partial<Acceptance> = {}): Acceptance => ({
  id: 'a'.repeat(64),
  ruleId: 'BKS-603',
  basis: 'b',
  reason: 'The perimeter filters it.',
  owner: 'network-security',
  until: UNTIL,
  acceptedAt: '2026-01-01T00:00:00.000Z',
  by: { kind: 'functionKey' },
  recorded: true,
  ...changes,
});
const stateWith = (...acceptances: readonly Acceptance[]): TargetState => ({
  ...{ schemaVersion: 1, target: TARGET, verdict: 'Ready', verdictReason: 'ReadyWithAcceptedFindings' },
  ...{ verdictSince: '2026-01-01T00:00:00.000Z', conditions: [], attempts: {}, dirty: false, seenEvents: [] },
  acceptances,
});

function portsAt(time: string, put: () => Promise<void> = async () => {}) {
  const cards: OutboxMessage[] = [];
  const outbox = {
    has: () => true,
    async put(_: unknown, messages: readonly OutboxMessage[]) {
      await put();
      cards.push(...messages);
    },
  };
  const ports = {
    clock: { now: () => new Date(time) },
    outbox,
    log: { error() {} },
    profiles: [],
    publicUrl: undefined,
  };
  return { cards, ports };
}

test('one card a week before, with reason, owner and day, and none after it', async () => {
  const early = portsAt('2026-03-24T23:00:00Z');
  const state = stateWith(acceptance());
  expect(await tellAcceptances(state, early.ports)).toBe(state);
  const due = portsAt('2026-03-25T00:00:00Z');
  const after = await tellAcceptances(state, due.ports);
  expect(due.cards).toHaveLength(1);
  const text = JSON.stringify(due.cards);
  for (const word of ['BKS-603, accepted until 2026-03-31', 'network-security', 'The perimeter filters it.']) {
    expect(text).toContain(word);
  }
  expect(after.acceptances).toMatchObject([{ reminded: true }]);
  await tellAcceptances(after, due.ports);
  expect(due.cards).toHaveLength(1);
});

test.each([
  ['is over', { until: '2026-03-24T00:00:00.000Z' }],
  ['was ended by a person', { withdrawnBy: { kind: 'functionKey' } }],
  ['ended before', { ended: true }],
] as const)('no card for an acceptance that %s', async (_, changes) => {
  const { cards, ports } = portsAt('2026-03-26T00:00:00Z');
  await tellAcceptances(stateWith(acceptance(changes)), ports);
  expect(cards).toEqual([]);
});

test('an outbox that fails leaves it to the next step, under the same id', async () => {
  const failing = portsAt('2026-03-26T00:00:00Z', async () => {
    throw new Error('storage is away');
  });
  const state = stateWith(acceptance());
  expect(await tellAcceptances(state, failing.ports)).toBe(state);
  const [first, second] = [portsAt('2026-03-26T00:00:00Z'), portsAt('2026-03-27T00:00:00Z')];
  await tellAcceptances(state, first.ports);
  await tellAcceptances(state, second.ports);
  expect(first.cards[0]?.id).toBe(second.cards[0]?.id);
});
