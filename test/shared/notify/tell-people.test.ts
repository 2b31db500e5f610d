import { beforeEach, expect, test } from 'vitest';
import type { MessageKind, OutboxMessage } from '../../../shared/model/outbox.ts';
import type { Condition, TargetState } from '../../../shared/model/state.ts';
import type { ClusterIssue } from '../../../shared/notify/issue.ts';
import { tellPeople } from '../../../shared/notify/tell-people.ts';
import { condition, manualFinding, missingFinding, satisfiedFinding } from '../../support/conditions.ts';
import { memoryNotes } from '../../support/memory-rows.ts';
import { TARGET } from '../../support/record.ts';

const T = '2026-01-01T00:00:00.000Z';

let stored: OutboxMessage[];
let told: number;
let issues: ClusterIssue[];
let now: Date;
let logged: string[];
let notes: ReturnType<typeof memoryNotes>;

beforeEach(() => {
  stored = [];
  logged = [];
  told = 0;
  issues = [];
  now = new Date(T);
  notes = memoryNotes();
});

function ports({ has = true, put = async () => {} }: { has?: boolean; put?: () => Promise<void> } = {}) {
  const outbox = {
    has: () => has,
    async put(kind: MessageKind, messages: readonly OutboxMessage[]) {
      await put();
      if (kind === 'issue') issues.push(...messages.map(({ payload }) => payload as ClusterIssue));
      if (kind !== 'card') return;
      stored.push(...messages);
      told += messages.length;
    },
  };
  const log = { error: (message: string) => void logged.push(message) };
  return { clock: { now: () => now }, outbox, log, notes, profiles: [], publicUrl: undefined };
}

function state(changes: Partial<TargetState> = {}): TargetState {
  return {
    schemaVersion: 1,
    target: TARGET,
    verdict: 'Ready',
    verdictReason: 'AllSatisfied',
    verdictSince: T,
    conditions: [condition(satisfiedFinding(), T)],
    attempts: {},
    dirty: false,
    seenEvents: [],
    ...changes,
  };
}

test('people are notified once, however often the same is found', async () => {
  const first = await tellPeople(state(), ports());
  const second = await tellPeople(first, ports());
  expect(told).toBe(1);
  expect(second).toEqual(first);
  expect(first.told).toMatchObject({ verdict: 'Ready', at: T });
  expect(stored).toMatchObject([{ about: [{ target: TARGET, verdict: 'Ready' }] }]);
});

test('and again when something else is asked of them', async () => {
  const first = await tellPeople(
    state({ verdict: 'NeedsPerson', conditions: [condition(manualFinding('BKS-101'), T)] }),
    ports(),
  );
  await tellPeople({ ...first, conditions: [condition(manualFinding('BKS-102'), T)] }, ports());
  expect(told).toBe(2);
});

test('a finding that is being assessed again is no news; a change of the verdict is', async () => {
  const remedy = { kind: 'clusterInspection', clusterId: TARGET.clusterId } as const;
  const progress = { state: 'running', actionKey: 'k', since: T } as const;
  const looking: Condition = { ...missingFinding('BKS-210'), remedy, since: T, progress } as Condition;
  const leftOut = condition({ ...manualFinding('BKS-210'), severity: 'recommended' }, T);

  const first = await tellPeople(state({ conditions: [leftOut] }), ports());
  const during = await tellPeople({ ...first, conditions: [looking] }, ports());
  await tellPeople({ ...during, conditions: [leftOut] }, ports());
  expect(told).toBe(1);
  await tellPeople({ ...during, verdict: 'NeedsPerson' }, ports());
  expect(told).toBe(2);
});

test.each(['Remediating', 'OptedOut', 'Gone'] as const)('no card is sent for %s', async (verdict) => {
  await tellPeople(state({ verdict }), ports());
  expect(told).toBe(0);
});

test('what could not be read is reported only when it stays so', async () => {
  await tellPeople(state({ verdict: 'Unknown' }), ports());
  expect(told).toBe(0);
  now = new Date('2026-01-01T00:15:00Z');
  await tellPeople(state({ verdict: 'Unknown' }), ports());
  expect(told).toBe(1);
});

test('a step that is repeated after a crash stores the same card under the same id', async () => {
  const before = state({ verdict: 'NeedsPerson', conditions: [condition(manualFinding('BKS-101'), T)] });
  const first = await tellPeople(before, ports());
  now = new Date('2026-01-01T00:00:40Z');
  await tellPeople(before, ports());
  await tellPeople({ ...first, conditions: [condition(manualFinding('BKS-102'), T)] }, ports());
  const [one, again, other] = stored.map(({ id }) => id);
  expect(again).toBe(one);
  expect(other).not.toBe(one);
});

test('a newer card of a target replaces one that still waits', async () => {
  const first = await tellPeople(state({ verdict: 'Failed' }), ports());
  await tellPeople({ ...first, verdict: 'Ready' }, ports());
  const [one, other] = stored.map(({ replaces }) => replaces);
  expect(one).toBeDefined();
  expect(other).toBe(one);
});

test('an outbox that cannot be written holds up no step, and the next one stores the card', async () => {
  const failed = await tellPeople(state(), ports({ put: () => Promise.reject(new Error('storage')) }));
  expect(failed.told).toBeUndefined();
  expect(logged).toEqual(['Card not stored']);
  expect((await tellPeople(failed, ports())).told).toBeDefined();
  expect(told).toBe(1);
});

test('without a consumer nothing is stored', async () => {
  expect((await tellPeople(state(), ports({ has: false }))).told).toBeDefined();
  expect(stored).toEqual([]);
});

test('an issue opens with the card that asks people to act, and closes with the card that says ready', async () => {
  const asked = state({ verdict: 'NeedsPerson', conditions: [condition(manualFinding('BKS-101'), T)] });
  const first = await tellPeople(asked, ports());
  await tellPeople({ ...first, verdict: 'Ready', conditions: [condition(satisfiedFinding(), T)] }, ports());
  expect(issues.map(({ open }) => open)).toEqual([true, false]);
});

test('a change that protects a ready cluster is no drift', async () => {
  const ready = (protects: boolean) =>
    state({
      told: { verdict: 'Ready', digest: 'before', at: T },
      done: [{ text: 'Protect cluster aks-shop', at: T, ...(protects && { protects: true as const }) }],
    });
  await tellPeople(ready(true), ports());
  await tellPeople(ready(false), ports());
  const [protectedCard, restored] = stored.map(({ payload }) => JSON.stringify(payload));
  expect(protectedCard).toContain('Changes by Backstay');
  expect(protectedCard).not.toContain('again: something was missing');
  expect(restored).toContain('again: something was missing');
});
