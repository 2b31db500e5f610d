import type { QueueClient } from '@azure/storage-queue';
import * as z from 'zod';
import { once } from '../lib/once.ts';
import { CONSUMERS } from '../model/outbox.ts';
import { type DeliveryOrder, MAX_IDS, type OutboxQueue } from '../ports/outbox-queue.ts';

const orderSchema = z.object({
  v: z.literal(1),
  consumer: z.enum(CONSUMERS),
  ids: z.array(z.string().min(1).max(512)).min(1).max(MAX_IDS),
  /** The span that sent it, for traces only: nothing is decided by it. */
  traceparent: z.unknown().optional(),
});

/** `traceparent` names the span at work, if any. */
export function createOutboxQueue(
  queue: QueueClient,
  traceparent: () => string | undefined = () => undefined,
): OutboxQueue {
  const ready = once(() => queue.createIfNotExists());
  return {
    async send({ consumer, ids }, delaySeconds) {
      await ready();
      const parent = traceparent();
      const trace = parent === undefined ? {} : { traceparent: parent };
      const message: z.infer<typeof orderSchema> = { v: 1, consumer, ids: [...ids], ...trace };
      await queue.sendMessage(Buffer.from(JSON.stringify(message)).toString('base64'), {
        visibilityTimeout: Math.max(0, Math.ceil(delaySeconds)),
        messageTimeToLive: -1,
      });
    },
  };
}

/** The `traceparent` of a queue message, as it came: anything at all, or nothing. */
export function traceparentOfOrder(message: unknown): unknown {
  const result = orderSchema.safeParse(message);
  return result.success ? result.data.traceparent : undefined;
}

/** The order in a queue message; `undefined` when the message holds none. */
export function parseDeliveryOrder(message: unknown): DeliveryOrder | undefined {
  const result = orderSchema.safeParse(message);
  return result.success ? { consumer: result.data.consumer, ids: result.data.ids } : undefined;
}
