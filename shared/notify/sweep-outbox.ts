import { type Clock, secondsAfter } from '../lib/clock.ts';
import { secondsBetween } from '../lib/iso-time.ts';
import type { Log } from '../lib/log.ts';
import { LATE_MESSAGE_SECONDS } from '../model/limits.ts';
import { CONSUMERS, type ConsumerName } from '../model/outbox.ts';
import type { OutboxQueue } from '../ports/outbox-queue.ts';
import type { OutboxRows } from '../ports/outbox-rows.ts';
import { measure } from '../telemetry/at-work.ts';

export interface SweepOutboxPorts {
  readonly rows: OutboxRows;
  readonly queue: OutboxQueue;
  readonly consumers: { readonly has: (consumer: ConsumerName) => boolean };
  readonly clock: Clock;
  readonly log: Log;
}

/** Operators have this long to inspect a dead-lettered message. */
const KEPT_SECONDS = 30 * 24 * 3600;

/**
 * Queues overdue messages again, counts the outbox, and removes what was dead-lettered long ago.
 */
export async function sweepOutbox({ rows, queue, consumers, clock, log }: SweepOutboxPorts): Promise<void> {
  const now = clock.now();
  let overdue = 0;
  for await (const { consumer, id } of rows.overdue(secondsAfter(now, -LATE_MESSAGE_SECONDS).toISOString())) {
    await queue.send({ consumer, ids: [id] }, 0);
    overdue++;
  }
  if (overdue > 0) log.warn('Deliveries queued again', { overdue });
  const counts = await rows.count();
  for (const consumer of CONSUMERS) {
    const count = counts.find((each) => each.consumer === consumer);
    if (count === undefined && !consumers.has(consumer)) continue;
    const { waiting = 0, oldestAt, deadLettered = 0 } = count ?? {};
    measure('backstay.outbox.waiting', waiting, { 'backstay.consumer': consumer });
    const seconds = oldestAt === undefined ? 0 : secondsBetween(oldestAt, now.toISOString());
    measure('backstay.outbox.oldest', seconds, { 'backstay.consumer': consumer });
    measure('backstay.outbox.dead_lettered', deadLettered, { 'backstay.consumer': consumer });
  }
  await rows.forget(secondsAfter(now, -KEPT_SECONDS).toISOString());
}
