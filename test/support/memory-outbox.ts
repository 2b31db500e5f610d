import type { Trail } from '../../shared/audit/trail.ts';
import type { BackstayEvent } from '../../shared/events/cloud-event.ts';
import type { Clock } from '../../shared/lib/clock.ts';
import type { Consumer, Delivery } from '../../shared/model/consumer.ts';
import type { ConsumerName, OutboxCount, OutboxRow } from '../../shared/model/outbox.ts';
import type { CardMessage } from '../../shared/notify/cards/elements.ts';
import { type DeliverPorts, deliver } from '../../shared/notify/deliver.ts';
import { createOutbox } from '../../shared/notify/outbox.ts';
import type { DeliveryOrder } from '../../shared/ports/outbox-queue.ts';
import type { MessageKey, OutboxRows, StoredMessage } from '../../shared/ports/outbox-rows.ts';

const LOG = { info() {}, warn() {}, error() {} };

/** Outbox rows in memory, with ETags that are as strict as those of Table storage. */
export function memoryOutboxRows(): OutboxRows & { all(): readonly OutboxRow[] } {
  const rows = new Map<string, StoredMessage>();
  let writes = 0;
  const keyOf = ({ consumer, id }: MessageKey) => `${consumer}/${id}`;
  const set = (row: OutboxRow) => {
    const etag = `etag-${++writes}`;
    rows.set(keyOf(row), { row: JSON.parse(JSON.stringify(row)) as OutboxRow, etag });
    return etag;
  };
  const removeIf = (isGone: (row: OutboxRow) => boolean) => {
    const gone = [...rows.values()].filter(({ row }) => isGone(row));
    for (const { row } of gone) rows.delete(keyOf(row));
    return gone.length;
  };
  const all = () => [...rows.values()].map(({ row }) => row);
  return {
    all,
    async add(row) {
      if (!rows.has(keyOf(row))) set(row);
    },
    read: async (key) => rows.get(keyOf(key)),
    write: async (row, over) => (rows.get(keyOf(row))?.etag === over ? set(row) : undefined),
    remove: async (key, over) => rows.get(keyOf(key))?.etag === over && rows.delete(keyOf(key)),
    removeReplaced: async ({ consumer, id, replaces }) =>
      removeIf(
        (row) => replaces !== undefined && row.consumer === consumer && row.replaces === replaces && row.id !== id,
      ),
    async *overdue(before) {
      yield* all().filter(({ dueAt, leaseUntil = '' }) => dueAt !== undefined && dueAt < before && leaseUntil < before);
    },
    async count() {
      return [...Map.groupBy(all(), ({ consumer }) => consumer)].map(([consumer, its]): OutboxCount => {
        const waiting = its.filter(({ deadLetteredAt }) => deadLetteredAt === undefined);
        const [oldestAt] = waiting.map(({ createdAt }) => createdAt).sort();
        const count = { consumer, waiting: waiting.length, deadLettered: its.length - waiting.length };
        return oldestAt === undefined ? count : { ...count, oldestAt };
      });
    },
    forget: async (before) => removeIf(({ deadLetteredAt }) => deadLetteredAt !== undefined && deadLetteredAt < before),
    async revive(consumer, at) {
      const dead = all().filter((row) => row.consumer === consumer && row.deadLetteredAt !== undefined);
      for (const { deadLetteredAt: _, ...row } of dead) set({ ...row, failures: 0, createdAt: at, dueAt: at });
      return dead.length;
    },
  };
}

export interface OutboxAtOnce {
  readonly clock: Clock;
  readonly trail: Pick<Trail, 'append'>;
  /** Hears of every card; accepts it unless it answers something else. */
  readonly onCard: (card: CardMessage) => Delivery | undefined;
  /** Hears of every event; without it no topic is configured. */
  readonly onEvent?: ((event: BackstayEvent) => void) | undefined;
}

/**
 * An outbox whose cards are delivered as soon as they are stored. A failed one waits until
 * `deliverDue`.
 */
export function outboxAtOnce({ clock, trail, onCard, onEvent }: OutboxAtOnce) {
  const rows = memoryOutboxRows();
  let waiting: { readonly order: DeliveryOrder; readonly at: number }[] = [];
  const teams: Consumer<CardMessage> = {
    batch: 1,
    send: async (cards) => cards.map(onCard).find((delivery) => delivery !== undefined) ?? { status: 'accepted' },
  };
  const events: Consumer<BackstayEvent> = {
    batch: 50,
    async send(sent) {
      for (const event of sent) onEvent?.(event);
      return { status: 'accepted' };
    },
  };
  const ports: DeliverPorts = {
    rows,
    queue: {
      async send(order, delaySeconds) {
        if (delaySeconds === 0) return deliver(order, ports);
        waiting.push({ order, at: clock.now().getTime() + delaySeconds * 1000 });
      },
    },
    consumers: new Map<ConsumerName, Consumer>([
      ['teams', teams],
      ...(onEvent === undefined ? [] : [['events', events] as const]),
    ]),
    trail,
    clock,
    log: LOG,
  };
  return {
    ...createOutbox(ports),
    rows,
    async deliverDue(): Promise<void> {
      const due = waiting.filter(({ at }) => at <= clock.now().getTime());
      waiting = waiting.filter((each) => !due.includes(each));
      for (const { order } of due) await deliver(order, ports);
    },
  };
}
