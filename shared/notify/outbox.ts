import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import {
  CHANNELS,
  type Channel,
  type ConsumerName,
  type MessageKind,
  type OutboxMessage,
  type OutboxRow,
  receiversOf,
} from '../model/outbox.ts';
import { MAX_IDS, type OutboxQueue } from '../ports/outbox-queue.ts';
import type { OutboxRows } from '../ports/outbox-rows.ts';

/**
 * Where work leaves what others are to receive. Delivery is a step of its own: see deliver.ts and
 * docs/decisions/0019-outbox.md.
 */
export interface Outbox {
  /**
   * Whether anyone receives messages of this kind; nothing is stored for consumers that are not
   * configured. `channels` are those that the profile chose; all that are configured when left out.
   */
  has(kind: MessageKind, channels?: readonly Channel[]): boolean;
  /**
   * Stores the messages for each consumer of the kind, so that each is delivered at least once, and
   * has them delivered now.
   */
  put(kind: MessageKind, messages: readonly OutboxMessage[], channels?: readonly Channel[]): Promise<void>;
}

export interface OutboxPorts {
  readonly rows: OutboxRows;
  readonly queue: OutboxQueue;
  readonly consumers: { readonly has: (consumer: ConsumerName) => boolean };
  readonly clock: Clock;
  readonly log: Pick<Log, 'warn'>;
}

export function createOutbox({ rows, queue, consumers, clock, log }: OutboxPorts): Outbox {
  const receivers = (kind: MessageKind, channels: readonly Channel[] | undefined) =>
    receiversOf(kind).filter((consumer) => consumers.has(consumer) && isChosen(consumer, channels));

  async function putFor(consumer: ConsumerName, messages: readonly OutboxMessage[]): Promise<void> {
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
  }

  return {
    has: (kind, channels) => receivers(kind, channels).length > 0,
    async put(kind, messages, channels) {
      for (const consumer of receivers(kind, channels)) await putFor(consumer, messages);
    },
  };
}

function isChosen(consumer: ConsumerName, channels: readonly Channel[] | undefined): boolean {
  return channels === undefined || !isChannel(consumer) || channels.includes(consumer);
}

function isChannel(consumer: ConsumerName): consumer is Channel {
  return CHANNELS.some((channel) => channel === consumer);
}
