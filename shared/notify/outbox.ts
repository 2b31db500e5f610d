import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import type { ConsumerName, OutboxMessage, OutboxRow } from '../model/outbox.ts';
import { MAX_IDS, type OutboxQueue } from '../ports/outbox-queue.ts';
import type { OutboxRows } from '../ports/outbox-rows.ts';

/** Where work leaves what others are to receive. Delivery is a step of its own: see deliver.ts and docs/decisions/0019-outbox.md. */
export interface Outbox {
  /** Whether this consumer is configured. Nothing is stored for one that is not. */
  has(consumer: ConsumerName): boolean;
  /** Stores the messages, so that each is delivered at least once, and has them delivered now. */
  put(consumer: ConsumerName, messages: readonly OutboxMessage[]): Promise<void>;
}

export interface OutboxPorts {
  readonly rows: OutboxRows;
  readonly queue: OutboxQueue;
  readonly consumers: { readonly has: (consumer: ConsumerName) => boolean };
  readonly clock: Clock;
  readonly log: Pick<Log, 'warn'>;
}

export function createOutbox({ rows, queue, consumers, clock, log }: OutboxPorts): Outbox {
  return {
    has: (consumer) => consumers.has(consumer),
    async put(consumer, messages) {
      const now = clock.now().toISOString();
      for (const message of messages) {
        const row: OutboxRow = { schemaVersion: 1, consumer, ...message, createdAt: now, dueAt: now, failures: 0 };
        // First: an older message that fails and is retried must not arrive after this one.
        await rows.removeReplaced(row);
        await rows.add(row);
      }
      for (let from = 0; from < messages.length; from += MAX_IDS) {
        const ids = messages.slice(from, from + MAX_IDS).map(({ id }) => id);
        // The rows are stored: the sweep finds those whose queue message was lost.
        await queue.send({ consumer, ids }, 0).catch((error: unknown) => {
          log.warn('Delivery not queued', { consumer, why: error instanceof Error ? error.name : 'unknown' });
        });
      }
    },
  };
}
