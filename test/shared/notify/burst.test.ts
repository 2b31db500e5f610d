import { beforeEach, describe, expect, test } from 'vitest';
import { sendBurstDigest } from '../../../shared/jobs/burst-digest.ts';
import { sendDailyDigest } from '../../../shared/jobs/daily-digest.ts';
import type { Delivery } from '../../../shared/model/consumer.ts';
import type { ProtectionState } from '../../../shared/model/protection.ts';
import { parseClusterId } from '../../../shared/model/resource-id.ts';
import type { TargetState, Verdict } from '../../../shared/model/state.ts';
import type { TargetSummary } from '../../../shared/model/summary.ts';
import type { Target } from '../../../shared/model/target.ts';
import { admitCard, MAX_CARDS } from '../../../shared/notify/burst.ts';
import type { CardMessage } from '../../../shared/notify/cards/elements.ts';
import { readDeliveryHealth, withDeliveryHealth } from '../../../shared/notify/delivery-health.ts';
import { tellPeople } from '../../../shared/notify/tell-people.ts';
import { createTrail } from '../../../shared/storage/table-trail.ts';
import { createTargetStore } from '../../../shared/storage/target-store.ts';
import { condition, manualFinding } from '../../support/conditions.ts';
import { must } from '../../support/facts.ts';
import { outboxAtOnce } from '../../support/memory-outbox.ts';
import { memoryChainRows, memoryNotes, memoryTargetRows } from '../../support/memory-rows.ts';

const T = Date.parse('2026-01-01T05:00:00.000Z');
const MINUTE = 60_000;

let now: Date;
let cards: CardMessage[];
let answers: Delivery[];
let rows: ReturnType<typeof memoryTargetRows>;
let chains: ReturnType<typeof memoryChainRows>;
let ports: ReturnType<typeof makePorts>;

beforeEach(() => {
  now = new Date(T);
  cards = [];
  answers = [];
  rows = memoryTargetRows();
  chains = memoryChainRows();
  ports = makePorts();
});

function makePorts() {
  const clock = { now: () => now };
  const notes = memoryNotes();
  const trail = createTrail(chains, clock, 'test');
  const onCard = (card: CardMessage) => {
    cards.push(card);
    return answers.shift();
  };
  return {
    clock,
    notes,
    outbox: outboxAtOnce({ clock, trail, onCard }),
    trail,
    targets: createTargetStore(rows),
    profiles: [],
    publicUrl: undefined,
    log: { info() {}, warn() {}, error() {} },
  };
}

const at = (minutes: number) => {
  now = new Date(T + minutes * MINUTE);
};

function target(index: number): Target {
  const group = '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg';
  const id = `${group}/providers/Microsoft.ContainerService/managedClusters/shop-${index}`;
  return { clusterId: must(parseClusterId(id)), profile: 'standard' };
}

/** A step that ends with this verdict. */
async function step(index: number, verdict: Verdict = 'NeedsPerson'): Promise<TargetState> {
  const stored = await rows.read(target(index));
  const before = stored?.state;
  const state: TargetState = {
    schemaVersion: 1,
    target: target(index),
    verdict,
    verdictReason: 'Stopped',
    verdictSince: before?.verdict === verdict ? before.verdictSince : now.toISOString(),
    conditions: verdict === 'NeedsPerson' ? [condition(manualFinding(), now.toISOString())] : [],
    attempts: {},
    dirty: false,
    seenEvents: [],
    ...(before?.told && { told: before.told }),
    ...(before?.news && { news: before.news }),
  };
  const next = await tellPeople(state, ports);
  await rows.write(next, stored?.etag);
  return next;
}

async function steps(count: number, verdict?: Verdict): Promise<void> {
  for (let index = 0; index < count; index++) await step(index, verdict);
}

const headlineOf = (card: CardMessage | undefined) => card?.attachments[0].content.fallbackText;
const recorded = (index: number) => chains.chainOf(target(index)).entries.map(({ body }) => body.type);

describe('a burst', () => {
  test('ten cards go out, and the rest as one within ten minutes', async () => {
    await steps(100);
    expect(cards).toHaveLength(MAX_CARDS);
    for (let minute = 1; minute <= 10; minute++) {
      at(minute);
      await sendBurstDigest(ports);
    }
    expect(cards).toHaveLength(MAX_CARDS + 1);
    expect(headlineOf(cards.at(-1))).toBe('90 clusters changed state');
    expect(recorded(0)).toEqual(['notificationSent']);
    expect(recorded(99)).toEqual(['notificationSent']);
  });

  test('what was reported by the digest is not reported again, and later news goes out by itself', async () => {
    await steps(12);
    at(2);
    await sendBurstDigest(ports);
    at(30);
    await steps(12);
    expect(cards).toHaveLength(MAX_CARDS + 1);
    await step(11, 'Failed');
    expect(cards).toHaveLength(MAX_CARDS + 2);
  });

  test('what has changed again before the digest is no news', async () => {
    await steps(12);
    await step(11, 'Remediating');
    at(2);
    await sendBurstDigest(ports);
    expect(headlineOf(cards.at(-1))).toBe('1 cluster changed state');
  });

  test('two instances send one digest', async () => {
    await steps(12);
    at(2);
    await Promise.all([sendBurstDigest(ports), sendBurstDigest(ports)]);
    expect(cards).toHaveLength(MAX_CARDS + 1);
  });

  test('two instances together let no more cards through than one', async () => {
    const admitted = await Promise.all(Array.from({ length: 15 }, () => admitCard(ports.notes, now.toISOString())));
    expect(admitted.filter((each) => each === 'now')).toHaveLength(MAX_CARDS);
  });

  test('an instance that died over the digest is followed by the next', async () => {
    await steps(12);
    at(2);
    const dies = { ...ports, outbox: { has: () => true, put: () => Promise.reject(new Error('dead')) } };
    await expect(sendBurstDigest(dies)).rejects.toThrow('dead');
    at(3);
    await sendBurstDigest(ports);
    expect(cards).toHaveLength(MAX_CARDS);
    at(5);
    await sendBurstDigest(ports);
    expect(headlineOf(cards.at(-1))).toBe('2 clusters changed state');
  });

  test('trouble in a burst is counted on the digest', async () => {
    await steps(MAX_CARDS);
    expect(await admitCard(ports.notes, now.toISOString(), 'trouble')).toBe('later');
    at(2);
    await sendBurstDigest(ports);
    expect(JSON.stringify(cards.at(-1))).toContain('1 times a step was dead-lettered');
    at(4);
    await sendBurstDigest(ports);
    expect(cards).toHaveLength(MAX_CARDS + 1);
  });

  test('a digest that the workflow may take later is sent again, as late as it asks', async () => {
    await steps(12);
    answers = [{ status: 'failed', retry: true, why: 'HTTP 429', retryAfterSeconds: 240 }];
    at(2);
    await sendBurstDigest(ports);
    at(5);
    await sendBurstDigest(ports);
    await ports.outbox.deliverDue();
    expect(cards).toHaveLength(MAX_CARDS + 1);
    at(6);
    await ports.outbox.deliverDue();
    expect(cards).toHaveLength(MAX_CARDS + 2);
    expect(recorded(11)).toEqual(['notificationFailed', 'notificationSent']);
  });

  test('a digest that is refused is dead-lettered and in the audit log', async () => {
    await steps(12);
    answers = [{ status: 'failed', retry: false, why: 'HTTP 404' }];
    at(2);
    await sendBurstDigest(ports);
    at(20);
    await sendBurstDigest(ports);
    await ports.outbox.deliverDue();
    expect(cards).toHaveLength(MAX_CARDS + 1);
    expect(recorded(11)).toEqual(['notificationFailed']);
    expect(await ports.outbox.rows.count()).toEqual([{ consumer: 'teams', waiting: 0, deadLettered: 1 }]);
  });
});

describe('the digest of the day', () => {
  test('is sent once a day from its hour on, by one of two instances', async () => {
    await steps(3);
    cards = [];
    await sendDailyDigest(6, ports);
    expect(cards).toHaveLength(0);
    at(61);
    await Promise.all([sendDailyDigest(6, ports), sendDailyDigest(6, ports)]);
    at(120);
    await sendDailyDigest(6, ports);
    expect(cards.map(headlineOf)).toEqual(['Backup readiness on 2026-01-01']);
    at(24 * 60 + 61);
    await sendDailyDigest(6, ports);
    expect(cards).toHaveLength(2);
  });

  test('holds the counts, what changed since the one before, and who has waited longest', async () => {
    await step(1);
    at(61);
    await step(2, 'Ready');
    await sendDailyDigest(6, ports);
    at(24 * 60 + 61);
    await step(3, 'Failed');
    cards = [];
    await sendDailyDigest(6, ports);
    const lines = must(cards[0]).attachments[0].content.body.map((each) =>
      each.type === 'TextBlock' ? each.text : each.inlines.map(({ text }) => text).join(''),
    );
    expect(lines).toEqual([
      'Backup readiness on 2026-01-02',
      '1 failed',
      '1 action required',
      '1 ready for backup',
      'Changed since the last digest',
      '•  shop-3 (standard): failed, Stopped',
      'Action required, longest first',
      '•  shop-1 (standard): Stopped, since 2026-01-01',
      '•  shop-3 (standard): Stopped, since 2026-01-02',
    ]);
  });

  test('counts the states of the protection, and names the clusters whose backups fail', async () => {
    const summary = (name: number, protection?: ProtectionState): TargetSummary => ({
      ...{
        target: target(name),
        verdict: 'Ready',
        reason: 'AllSatisfied',
        since: new Date(T).toISOString(),
        counts: {},
      },
      ...{ forPeople: 0, approvalsWanted: 0, onHold: false, ...(protection && { protection }) },
    });
    const targets = {
      ...ports.targets,
      async *allSummaries() {
        yield* [summary(1, 'protected'), summary(2, 'inError'), summary(3, 'protected'), summary(4)];
        // Nothing is read of a cluster that opted out.
        yield { ...summary(5, 'inError'), verdict: 'OptedOut' as const, since: '2025-01-01T00:00:00.000Z' };
      },
    };
    at(61);
    await sendDailyDigest(6, { ...ports, targets });
    const lines = must(cards[0]).attachments[0].content.body.map((each) =>
      each.type === 'TextBlock' ? each.text : each.inlines.map(({ text }) => text).join(''),
    );
    expect(lines.slice(2, 8)).toEqual([
      'Protection',
      '1 in error',
      '1 not known',
      '2 protected',
      'Backup instances in error',
      '•  shop-2 (standard)',
    ]);
  });

  test('names the clusters whose restore Azure Backup refuses', async () => {
    const summary = (name: number, restoreDrill?: 'confirmed' | 'refused'): TargetSummary => ({
      ...{ target: target(name), verdict: 'Ready', reason: 'AllSatisfied', since: new Date(T).toISOString() },
      ...{ counts: {}, forPeople: 0, approvalsWanted: 0, onHold: false, ...(restoreDrill && { restoreDrill }) },
    });
    const targets = {
      ...ports.targets,
      async *allSummaries() {
        yield* [summary(1, 'confirmed'), summary(2, 'refused'), summary(3)];
      },
    };
    at(61);
    await sendDailyDigest(6, { ...ports, targets });
    const text = JSON.stringify(must(cards[0]).attachments[0].content.body);
    expect(text).toContain('Restores that Azure Backup refuses');
    expect(text).toMatch(/refuses.*shop-2 \(standard\)/);
    expect(text).not.toMatch(/Azure Backup refuses.*shop-1 \(standard\).*Changed since/);
  });

  test('is stored by the next instance when the first one dies over it', async () => {
    at(61);
    const dies = { ...ports, outbox: { has: () => true, put: () => Promise.reject(new Error('dead')) } };
    await expect(sendDailyDigest(6, dies)).rejects.toThrow('dead');
    await sendDailyDigest(6, ports);
    expect(cards).toEqual([]);
    at(67);
    await sendDailyDigest(6, ports);
    await sendDailyDigest(6, ports);
    expect(cards.map(headlineOf)).toEqual(['Backup readiness on 2026-01-01']);
  });

  test('is not sent where it is off', async () => {
    at(600);
    await sendDailyDigest('off', ports);
    expect(cards).toEqual([]);
  });
});

describe('the health of the delivery', () => {
  const healthOf = (notes = ports.notes) =>
    withDeliveryHealth(
      'teams',
      { batch: 1, send: async () => answers.shift() ?? { status: 'accepted' } },
      notes,
      ports.clock,
    );

  test('is unknown before the first message', async () => {
    expect(await readDeliveryHealth('teams', ports.notes)).toEqual({ status: 'unknown' });
  });

  test('keeps the last failure when messages are accepted again', async () => {
    answers = [{ status: 'failed', retry: true, why: 'HTTP 503' }];
    await healthOf().send([]);
    expect((await readDeliveryHealth('teams', ports.notes)).status).toBe('failing');
    at(2);
    await healthOf().send([]);
    expect(await readDeliveryHealth('teams', ports.notes)).toMatchObject({
      status: 'accepted',
      lastFailure: { why: 'HTTP 503', retried: true },
    });
  });

  test('a note that cannot be written does not have a message sent again', async () => {
    const notes = { ...ports.notes, write: () => Promise.reject(new Error('storage')) };
    expect(await healthOf(notes).send([])).toEqual({ status: 'accepted' });
  });
});
