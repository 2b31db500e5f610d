import type { QueueClient } from '@azure/storage-queue';
import * as z from 'zod';
import { once } from '../lib/once.ts';
import { CONSUMERS } from '../model/outbox.ts';

/** Which messages of the outbox to deliver. A queue message is only a key: the rows are the truth. */
export interface DeliveryOrder {
  readonly consumer: (typeof CONSUMERS)[number];
  readonly ids: readonly string[];
}

export interface OutboxQueue {
  send(order: DeliveryOrder, delaySeconds: number): Promise<void>;
}

/** A queue message holds 64 KiB, and a consumer gets these messages in one call. */
export const MAX_IDS = 50;

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
      await queue.sendMessage(Buffer.from(JSON.stringify(message)).toString('base64'), {
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
