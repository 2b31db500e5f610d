import type { QueueClient } from '@azure/storage-queue';
import * as z from 'zod';
import { once } from '../lib/once.ts';
import { encodeMessage } from './message.ts';

const messageSchema = z.object({ v: z.literal(1), verify: z.iso.datetime() });

/**
 * Lets a verification of the audit log go on, by the queue of the wakes. Its name is the time at
 * which it began.
 */
export function createVerifyOrders(queue: QueueClient): (startedAt: string) => Promise<void> {
  const ready = once(() => queue.createIfNotExists());
  return async (startedAt) => {
    await ready();
    const message: z.infer<typeof messageSchema> = { v: 1, verify: startedAt };
    await queue.sendMessage(encodeMessage(message), { messageTimeToLive: -1 });
  };
}

/** The verification that a message is for; `undefined` when it is for none. */
export function parseVerifyOrder(message: unknown): string | undefined {
  return messageSchema.safeParse(message).data?.verify;
}
