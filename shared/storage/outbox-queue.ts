import type { QueueClient } from '@azure/storage-queue';
import * as z from 'zod';
import { once } from '../lib/once.ts';
import { CONSUMERS } from '../model/outbox.ts';
import { type DeliveryOrder, MAX_IDS, type OutboxQueue } from '../ports/outbox-queue.ts';
import { encodeMessage } from './message.ts';

const orderSchema = z.object({
  v: z.literal(1),
  consumer: z.enum(CONSUMERS),
  ids: z.array(z.string().min(1).max(512)).min(1).max(MAX_IDS),
});

export function createOutboxQueue(queue: QueueClient): OutboxQueue {
  const ready = once(() => queue.createIfNotExists());
  return {
    async send({ consumer, ids }, delaySeconds) {
      await ready();
      const message: z.infer<typeof orderSchema> = { v: 1, consumer, ids: [...ids] };
      await queue.sendMessage(encodeMessage(message), {
        visibilityTimeout: Math.max(0, Math.ceil(delaySeconds)),
        messageTimeToLive: -1,
      });
    },
  };
}

/** The order in a queue message; `undefined` when the message holds none. */
export function parseDeliveryOrder(message: unknown): DeliveryOrder | undefined {
  const result = orderSchema.safeParse(message);
  return result.success ? { consumer: result.data.consumer, ids: result.data.ids } : undefined;
}
