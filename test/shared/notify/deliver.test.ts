import { beforeEach, expect, test } from 'vitest';
import type { Consumer, Delivery } from '../../../shared/model/consumer.ts';
import type { ConsumerName, OutboxMessage } from '../../../shared/model/outbox.ts';
import { type DeliverPorts, deliver } from '../../../shared/notify/deliver.ts';
import { createOutbox } from '../../../shared/notify/outbox.ts';
import { sweepOutbox } from '../../../shared/notify/sweep-outbox.ts';
import type { DeliveryOrder } from '../../../shared/ports/outbox-queue.ts';
import { createTrail } from '../../../shared/storage/table-trail.ts';
import { must } from '../../support/facts.ts';
import { memoryOutboxRows } from '../../support/memory-outbox.ts';
import { memoryChainRows } from '../../support/memory-rows.ts';
import { TARGET } from '../../support/record.ts';
import { memoryTelemetry } from '../../support/telemetry.ts';

const T = Date.parse('2026-01-01T00:00:00.000Z');

let now: Date;
let answers: Delivery[];
let sent: string[][];
let queued: { readonly order: DeliveryOrder; readonly delaySeconds: number }[];
let logged: string[];
let rows: ReturnType<typeof memoryOutboxRows>;
let chains: ReturnType<typeof memoryChainRows>;
let batch: number;

beforeEach(() => {
  now = new Date(T);
  answers = [];
  sent = [];
  queued = [];
  logged = [];
  rows = memoryOutboxRows();
  chains = memoryChainRows();
  batch = 1;
});

const at = (seconds: number) => {
  now = new Date(T + seconds * 1000);
};

function ports(): DeliverPorts {
  const clock = { now: () => now };
  const consumer: Consumer = {
    batch,
    async send(payloads) {
      sent.push(payloads.map((payload) => (payload as { readonly text: string }).text));
      return answers.shift() ?? { status: 'accepted' };
    },
  };
  const line = (message: string) => void logged.push(message);
  return {
    rows,
    queue: { send: async (order, delaySeconds) => void queued.push({ order, delaySeconds }) },
    consumers: new Map<ConsumerName, Consumer>([['teams', consumer]]),
    trail: createTrail(chains, clock, 'test'),
    clock,
    log: { info: line, warn: line, error: line },
  };
}

const message = (id: string, more: Partial<OutboxMessage> = {}): OutboxMessage => ({
  id,
  payload: { text: id },
  about: [{ target: TARGET, verdict: 'Ready' }],
  ...more,
});
const put = (...messages: readonly OutboxMessage[]) => createOutbox(ports()).put('card', messages);
const order = (...ids: readonly string[]): DeliveryOrder => ({ consumer: 'teams', ids });
const recorded = () => chains.chainOf(TARGET).entries.map(({ body }) => body.type);
const failed = (more: Partial<Extract<Delivery, { status: 'failed' }>> = {}): Delivery => ({
  status: 'failed',
  retry: true,
  why: 'HTTP 503',
  ...more,
});

test('a message is stored first, then queued, delivered, noted in the audit log and removed', async () => {
  await put(message('a'));
  expect(sent).toEqual([]);
  expect(queued).toEqual([{ order: order('a'), delaySeconds: 0 }]);
  await deliver(order('a'), ports());
  expect(sent).toEqual([['a']]);
  expect(recorded()).toEqual(['notificationSent']);
  expect(rows.all()).toEqual([]);
  await deliver(order('a'), ports());
  expect(sent).toHaveLength(1);
});

test('a message that is stored twice is delivered once', async () => {
  await put(message('a'));
  await put(message('a'));
  await deliver(order('a'), ports());
  await deliver(order('a'), ports());
  expect(sent).toEqual([['a']]);
});

test('two deliveries at the same time send a message once', async () => {
  await put(message('a'));
  await Promise.all([deliver(order('a'), ports()), deliver(order('a'), ports())]);
  expect(sent).toEqual([['a']]);
});

test('a delivery whose process died before the row was removed is repeated when its lease has ended', async () => {
  await put(message('a'));
  const dies = { ...ports(), rows: { ...rows, remove: () => Promise.reject(new Error('dead')) } };
  await expect(deliver(order('a'), dies)).rejects.toThrow('dead');
  at(59);
  await deliver(order('a'), ports());
  expect(sent).toEqual([['a']]);
  at(61);
  await deliver(order('a'), ports());
  expect(sent).toEqual([['a'], ['a']]);
  expect(rows.all()).toEqual([]);
});

test('each failure makes the next wait longer, up to an hour, and after a day the message is dead-lettered', async () => {
  await put(message('a'));
  queued = [];
  const waits: number[] = [];
  let seconds = 0;
  for (let tries = 0; tries < 60 && rows.all()[0]?.deadLetteredAt === undefined; tries++) {
    answers = [failed()];
    await deliver(order('a'), ports());
    const wait = queued.shift()?.delaySeconds;
    if (wait === undefined) break;
    waits.push(wait);
    seconds += wait;
    at(seconds);
  }
  expect(waits.slice(0, 8)).toEqual([60, 120, 240, 480, 960, 1920, 3600, 3600]);
  expect(seconds).toBeLessThanOrEqual(24 * 3600);
  expect(seconds).toBeGreaterThan(22 * 3600);
  expect(rows.all()).toMatchObject([{ deadLetteredAt: expect.any(String), why: 'HTTP 503' }]);
  expect(rows.all()[0]).not.toHaveProperty('dueAt');
  expect(logged).toContain('Message dead-lettered');
  expect(recorded()).toEqual(['notificationFailed', 'notificationFailed']);
});

test('a receiver that names a time is asked again then', async () => {
  await put(message('a'));
  answers = [failed({ retryAfterSeconds: 240 })];
  await deliver(order('a'), ports());
  expect(queued.at(-1)).toEqual({ order: order('a'), delaySeconds: 240 });
  at(100);
  await deliver(order('a'), ports());
  expect(sent).toHaveLength(1);
  expect(queued.at(-1)).toEqual({ order: order('a'), delaySeconds: 140 });
  at(240);
  await deliver(order('a'), ports());
  expect(sent).toHaveLength(2);
  expect(rows.all()).toEqual([]);
});

test('a message that is refused for good is dead-lettered at once, and does not take its batch with it', async () => {
  batch = 10;
  await put(message('a'), message('bad'), message('c'));
  answers = [
    failed({ retry: false, why: 'HTTP 400' }),
    { status: 'accepted' },
    failed({ retry: false, why: 'HTTP 400' }),
  ];
  await deliver(order('a', 'bad', 'c'), ports());
  expect(sent).toEqual([['a', 'bad', 'c'], ['a'], ['bad'], ['c']]);
  expect(rows.all()).toMatchObject([{ id: 'bad', deadLetteredAt: expect.any(String) }]);
});

test('an older message that failed is not sent after a newer one of the same subject', async () => {
  await put(message('old', { replaces: 'shop' }));
  answers = [failed()];
  await deliver(order('old'), ports());
  await put(message('new', { replaces: 'shop' }), message('other', { replaces: 'bakery' }));
  at(120);
  await deliver(order('old'), ports());
  await deliver(order('new', 'other'), ports());
  expect(sent).toEqual([['old'], ['new'], ['other']]);
});

test('messages for a consumer that is not configured any more are dropped, with a line in the log', async () => {
  await put(message('a'));
  await deliver(order('a'), { ...ports(), consumers: new Map() });
  expect(rows.all()).toEqual([]);
  expect(logged).toContain('Message dropped');
});

test('a queue that does not answer costs no message: the sweep queues it again', async () => {
  const queue = { send: () => Promise.reject(new Error('no queue')) };
  await createOutbox({ ...ports(), queue }).put('card', [message('a')]);
  await sweepOutbox(ports());
  expect(queued).toEqual([]);
  at(301);
  await sweepOutbox(ports());
  expect(queued).toEqual([{ order: order('a'), delaySeconds: 0 }]);
});

test('each sweep measures what waits and what is dead-lettered, and removes what was for 30 days', async () => {
  await put(message('a'), message('bad'));
  answers = [failed({ retry: false })];
  await deliver(order('bad'), ports());
  at(90);
  const telemetry = memoryTelemetry();
  const consumers = new Set<ConsumerName>(['teams', 'events']);
  await telemetry.during(() => sweepOutbox({ ...ports(), consumers }));
  expect(telemetry.of('backstay.outbox.waiting')).toEqual(['teams 1', 'events 0']);
  expect(telemetry.of('backstay.outbox.oldest')).toEqual(['teams 90', 'events 0']);
  expect(telemetry.of('backstay.outbox.dead_lettered')).toEqual(['teams 1', 'events 0']);
  at(30 * 86_400 + 1);
  await sweepOutbox(ports());
  expect(rows.all().map(({ id }) => id)).toEqual(['a']);
});

test('dead-lettered messages can be made due again', async () => {
  await put(message('bad'));
  answers = [failed({ retry: false })];
  await deliver(order('bad'), ports());
  expect(await rows.revive('teams', must(now).toISOString())).toBe(1);
  await deliver(order('bad'), ports());
  expect(rows.all()).toEqual([]);
});
