import { beforeEach, expect, test } from 'vitest';
import { createTrail } from '../../../shared/audit/trail.ts';
import type { Condition, TargetState } from '../../../shared/model/state.ts';
import { tellPeople } from '../../../shared/notify/tell-people.ts';
import type { Told } from '../../../shared/notify/teller.ts';
import { condition, manualFinding, missingFinding, satisfiedFinding } from '../../support/conditions.ts';
import { memoryChainRows, memoryNotes } from '../../support/memory-rows.ts';
import { TARGET } from '../../support/record.ts';

const T = '2026-01-01T00:00:00.000Z';

let answers: Told[];
let told: number;
let now: Date;
let rows: ReturnType<typeof memoryChainRows>;
let notes: ReturnType<typeof memoryNotes>;

beforeEach(() => {
  answers = [];
  told = 0;
  now = new Date(T);
  rows = memoryChainRows();
  notes = memoryNotes();
});

function ports() {
  const clock = { now: () => now };
  const teller = {
    tell: async (): Promise<Told> => {
      told++;
      return answers.shift() ?? { status: 'accepted' };
    },
  };
  return { clock, teller, trail: createTrail(rows, clock, 'test'), notes, profiles: [], publicUrl: undefined };
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

const recorded = () => rows.chainOf(TARGET).entries.map(({ body }) => body.type);

test('people are told once, however often the same is found', async () => {
  const first = await tellPeople(state(), ports());
  const second = await tellPeople(first, ports());
  expect(told).toBe(1);
  expect(second).toEqual(first);
  expect(first.told).toMatchObject({ verdict: 'Ready', at: T });
  expect(recorded()).toEqual(['notificationSent']);
});

test('and again when something else is asked of them', async () => {
  const first = await tellPeople(
    state({ verdict: 'NeedsPerson', conditions: [condition(manualFinding('BKS-101'), T)] }),
    ports(),
  );
  await tellPeople({ ...first, conditions: [condition(manualFinding('BKS-102'), T)] }, ports());
  expect(told).toBe(2);
});

test('a finding that is being looked at anew is no news; a change of the verdict is', async () => {
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

test.each(['Remediating', 'OptedOut', 'Gone'] as const)('nobody is told of %s', async (verdict) => {
  await tellPeople(state({ verdict }), ports());
  expect(told).toBe(0);
});

test('what could not be read is told only when it stays so', async () => {
  await tellPeople(state({ verdict: 'Unknown' }), ports());
  expect(told).toBe(0);
  now = new Date('2026-01-01T00:15:00Z');
  await tellPeople(state({ verdict: 'Unknown' }), ports());
  expect(told).toBe(1);
});

test('a card that was not taken is sent again later, not before its time', async () => {
  answers = [{ status: 'failed', retry: true, retryAfterSeconds: 90, why: 'HTTP 429' }];
  const failed = await tellPeople(state(), ports());
  expect(failed).toMatchObject({ tellAgain: { failures: 1, at: '2026-01-01T00:01:30.000Z' } });
  expect(failed.told).toBeUndefined();

  expect(await tellPeople(failed, ports())).toEqual(failed);
  now = new Date('2026-01-01T00:01:30Z');
  const accepted = await tellPeople(failed, ports());
  expect(accepted.told).toBeDefined();
  expect(accepted.tellAgain).toBeUndefined();
  expect(recorded()).toEqual(['notificationFailed', 'notificationSent']);
});

test.each<[string, readonly Told[], number]>([
  ['refused for good', [{ status: 'failed', retry: false, why: 'HTTP 404' }], 1],
  ['never taken', Array.from({ length: 20 }, () => ({ status: 'failed', retry: true, why: 'HTTP 500' })), 9],
])('a card that is %s is given up, on record', async (_, refusals, tries) => {
  answers = [...refusals];
  let current = state();
  for (let hour = 1; hour < 15; hour++) {
    now = new Date(Date.parse(T) + hour * 3_600_000);
    current = await tellPeople(current, ports());
  }
  expect(told).toBe(tries);
  expect(recorded()).toEqual(Array.from({ length: tries }, () => 'notificationFailed'));
});

test('where nobody is to be told, nothing is on record', async () => {
  answers = [{ status: 'notConfigured' }];
  await tellPeople(state(), ports());
  expect(recorded()).toEqual([]);
});
