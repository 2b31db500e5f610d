import type { Trail } from '../audit/trail.ts';
import { type Clock, secondsAfter } from '../lib/clock.ts';
import { secondsBetween, secondsLater } from '../lib/iso-time.ts';
import type { Log } from '../lib/log.ts';
import { mapConcurrent } from '../lib/map-concurrent.ts';
import type { Consumer, Delivery } from '../model/consumer.ts';
import { DELIVERY_LEASE_SECONDS, EARLY_MESSAGE_SECONDS, MAX_CONCURRENT_ROWS } from '../model/limits.ts';
import type { ConsumerName, OutboxRow } from '../model/outbox.ts';
import type { RecordBody } from '../model/record.ts';
import type { DeliveryOrder, OutboxQueue } from '../ports/outbox-queue.ts';
import type { OutboxRows, StoredMessage } from '../ports/outbox-rows.ts';
import { measure, note } from '../telemetry/at-work.ts';

export interface DeliverPorts {
  readonly rows: OutboxRows;
  readonly queue: OutboxQueue;
  readonly consumers: ReadonlyMap<ConsumerName, Consumer>;
  readonly trail: Pick<Trail, 'append'>;
  readonly clock: Clock;
  readonly log: Log;
}

const FIRST_BACKOFF_SECONDS = 60;
const MAX_BACKOFF_SECONDS = 3600;
/** Older messages are of no use to a receiver. */
export const MAX_AGE_SECONDS = 24 * 3600;

/**
 * Delivers messages to their consumer, at least once: a row is removed only after its message was
 * accepted. A message that fails waits longer each time; one that is refused for good, or is a day
 * old, is dead-lettered.
 */
export async function deliver(order: DeliveryOrder, ports: DeliverPorts): Promise<void> {
  const consumer = ports.consumers.get(order.consumer);
  const held: StoredMessage[] = [];
  for (const id of order.ids) {
    const stored = await hold({ consumer: order.consumer, id }, ports);
    if (stored !== undefined) held.push(stored);
  }
  note({ 'backstay.consumer': order.consumer, 'messaging.batch.message_count': held.length });
  if (consumer === undefined) return dropAll(held, ports);
  for (let from = 0; from < held.length; from += consumer.batch) {
    await sendBatch(consumer, held.slice(from, from + consumer.batch), ports);
  }
}

/** Takes a message for this delivery, if it is due and no other delivery holds it. */
async function hold(
  key: { readonly consumer: ConsumerName; readonly id: string },
  { rows, queue, clock }: DeliverPorts,
): Promise<StoredMessage | undefined> {
  const stored = await rows.read(key);
  if (stored?.row.dueAt === undefined) return undefined;
  const { row, etag } = stored;
  const now = clock.now();
  if ((row.leaseUntil ?? '') > now.toISOString()) return undefined;
  const { dueAt = '' } = row;
  if (dueAt > secondsAfter(now, EARLY_MESSAGE_SECONDS).toISOString()) {
    await queue.send({ consumer: key.consumer, ids: [key.id] }, secondsBetween(now.toISOString(), dueAt));
    return undefined;
  }
  const taken = { ...row, leaseUntil: secondsAfter(now, DELIVERY_LEASE_SECONDS).toISOString() };
  const after = await rows.write(taken, etag);
  return after === undefined ? undefined : { row: taken, etag: after };
}

async function sendBatch(consumer: Consumer, held: readonly StoredMessage[], ports: DeliverPorts): Promise<void> {
  const delivery = await consumer.send(held.map(({ row }) => row.payload));
  // One message that is refused must not take the others of its batch with it.
  if (delivery.status === 'failed' && !delivery.retry && held.length > 1) {
    for (const stored of held) await sendBatch(consumer, [stored], ports);
    return;
  }
  for (const stored of held) await settle(stored, delivery, ports);
}

async function settle({ row, etag }: StoredMessage, delivery: Delivery, ports: DeliverPorts): Promise<void> {
  const { rows, queue, clock, log } = ports;
  const { consumer, id } = row;
  if (delivery.status === 'accepted') {
    await noteOnTargets(row, undefined, ports);
    await rows.remove(row, etag);
    return measure('backstay.outbox.deliveries', 1, {
      'backstay.consumer': consumer,
      'backstay.delivery.outcome': 'accepted',
    });
  }
  const { why, retry } = delivery;
  const { leaseUntil: _, dueAt: __, ...rest } = row;
  const failed = { ...rest, failures: row.failures + 1, why };
  const now = clock.now().toISOString();
  const wait = delivery.retryAfterSeconds ?? backoffFor(failed.failures);
  const dueAt = secondsLater(now, wait);
  if (retry && secondsBetween(row.createdAt, dueAt) <= MAX_AGE_SECONDS) {
    if (row.failures === 0) await noteOnTargets(row, why, ports);
    await rows.write({ ...failed, dueAt }, etag);
    await queue.send({ consumer, ids: [id] }, wait);
    return measure('backstay.outbox.deliveries', 1, {
      'backstay.consumer': consumer,
      'backstay.delivery.outcome': 'failed',
    });
  }
  await noteOnTargets(row, why, ports);
  await rows.write({ ...failed, deadLetteredAt: now }, etag);
  log.error('Message dead-lettered', { consumer, id, failures: failed.failures, why });
  measure('backstay.outbox.deliveries', 1, {
    'backstay.consumer': consumer,
    'backstay.delivery.outcome': 'deadLettered',
  });
}

function backoffFor(failures: number): number {
  return Math.min(FIRST_BACKOFF_SECONDS * 2 ** (failures - 1), MAX_BACKOFF_SECONDS);
}

/** The audit log of each target says whether people were notified. */
async function noteOnTargets(row: OutboxRow, why: string | undefined, { trail }: DeliverPorts): Promise<void> {
  await mapConcurrent(row.about ?? [], MAX_CONCURRENT_ROWS, async ({ target, verdict: about }) => {
    const body: RecordBody =
      why === undefined
        ? { type: 'notificationSent', channel: row.consumer, about }
        : { type: 'notificationFailed', channel: row.consumer, about, why };
    await trail.append(target, [body]);
  });
}

/** The consumer was configured when the messages were stored, and is not any more. */
async function dropAll(held: readonly StoredMessage[], { rows, log }: DeliverPorts): Promise<void> {
  for (const { row, etag } of held) {
    await rows.remove(row, etag);
    log.warn('Message dropped', { because: 'ConsumerNotConfigured', consumer: row.consumer });
  }
}
